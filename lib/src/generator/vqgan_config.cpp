// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "generator/vqgan_config.hpp"

#include <fmt/ranges.h>

#include <algorithm>

#include "base/error.hpp"
#include "generator/description.hpp"

namespace clipdraw {
namespace {

using Json = nlohmann::json;

constexpr const char* kKeys[] = {"ddconfig", "n_embed", "embed_dim"};

Json parse(const std::map<std::string, std::string>& metadata, const char* key,
           const std::string& path) {
  const auto found = metadata.find(key);
  if (found == metadata.end()) {
    fail(Status::bad_weights, "{}: the description has \"ddconfig\" but no \"{}\"", path, key);
  }
  Json parsed = Json::parse(found->second, nullptr, false);
  if (parsed.is_discarded())
    fail(Status::bad_weights, "{}: metadata \"{}\" is not JSON", path, key);
  return parsed;
}

// Levels that attend, by number, for messages.
std::vector<size_t> attending(const std::vector<bool>& attention) {
  std::vector<size_t> levels;
  for (size_t i = 0; i < attention.size(); ++i) {
    if (attention[i]) levels.push_back(i);
  }
  return levels;
}

}  // namespace

VqganConfig read_vqgan_config(const std::map<std::string, std::string>& metadata,
                              const std::string& path) {
  Json json = parse(metadata, "ddconfig", path);
  if (!json.is_object())
    fail(Status::bad_weights, "{}: metadata \"ddconfig\" is not a JSON object", path);
  for (const char* key : {"n_embed", "embed_dim"}) json[key] = parse(metadata, key, path);
  const Description reader(std::move(json), path + ": metadata ddconfig");

  VqganConfig config;
  AutoencoderLayout& layout = config.layout;
  layout.names = &taming_names();
  layout.stem = reader.number("ch", 1, 4096);
  const int64_t resolution = reader.number("resolution", 1, 65536);
  std::vector<int64_t> attend_at;
  if (reader.has("attn_resolutions") && !reader.json().at("attn_resolutions").empty()) {
    attend_at = reader.numbers("attn_resolutions", 1, 65536, 16);
  }
  for (const int64_t multiplier : reader.numbers("ch_mult", 1, 64, 8)) {
    // Taming decides by the size that a level has when the image has the training size.
    const int64_t side = resolution >> layout.levels();
    layout.attention.push_back(std::count(attend_at.begin(), attend_at.end(), side) != 0);
    layout.widths.push_back(layout.stem * multiplier);
  }
  layout.encoder_blocks = reader.number("num_res_blocks", 1, 16);
  layout.decoder_blocks =
      reader.number("decoder_res_blocks", 1, 17, layout.encoder_blocks + 1);  // as in taming
  layout.z_channels = reader.number("z_channels", 1, 65536);
  layout.encoder_channels = layout.z_channels;
  layout.mid_attention = reader.flag("mid_attention", true);
  layout.activation = activation_from_name(reader.text("activation", "swish"));
  const std::string norm = reader.text("norm", "group");
  if (norm != "group" && norm != "none") reader.bad("norm", "\"group\" or \"none\"");
  if (norm == "none") layout.groups = 0;
  config.codes = reader.number("n_embed", 1, 1 << 20);
  config.embed_dim = reader.number("embed_dim", 1, 65536);
  config.native_size = reader.number("native_size", 1, 65536, resolution);
  config.ours = reader.has("native_size");
  if (reader.flag("double_z", false)) reader.bad("double_z", "false");
  for (const char* key : {"in_channels", "out_ch"}) {
    if (reader.has(key)) reader.number(key, 3, 3);
  }
  return config;
}

VqganConfig infer_vqgan_config(const Archive& archive, const std::string& prefix) {
  VqganConfig config;
  config.layout = infer_layout(archive, prefix);
  const bool gumbel = archive.contains(prefix + "quantize.embed.weight");
  const std::string book =
      prefix + (gumbel ? "quantize.embed.weight" : "quantize.embedding.weight");
  const std::vector<int64_t> shape = archive.shape(book);
  if (shape.size() != 2) {
    fail(Status::bad_weights, "{}: tensor {}: has {} dimensions, [codes, channels] expected",
         archive.path(), book, shape.size());
  }
  config.codes = shape[0];
  config.embed_dim = shape[1];
  if (const std::optional<Description> beside = side_file(archive.path())) {
    config.native_size = beside->number("native_size", 1, 65536, config.native_size);
  }
  return config;
}

std::map<std::string, std::string> find_vqgan_description(const Archive& archive) {
  std::map<std::string, std::string> found;
  if (archive.metadata().count("ddconfig") != 0) {
    for (const char* key : kKeys) {
      const auto entry = archive.metadata().find(key);
      if (entry != archive.metadata().end()) found[key] = entry->second;
    }
    return found;
  }
  const std::optional<Description> beside = side_file(archive.path());
  if (!beside || !beside->has("ddconfig")) return found;
  for (const char* key : kKeys) {
    if (beside->has(key)) found[key] = beside->json().at(key).dump();
  }
  return found;
}

std::vector<std::string> differences(const VqganConfig& described, const VqganConfig& found) {
  std::vector<std::string> out;
  const AutoencoderLayout& a = described.layout;
  const AutoencoderLayout& b = found.layout;
  const auto compare = [&](const char* key, const auto& says, const auto& has) {
    if (says == has) return;
    out.push_back(fmt::format("\"{}\" gives {}, the tensors have {}", key, says, has));
  };
  compare("ch", a.stem, b.stem);
  compare("ch_mult", fmt::format("widths {}", a.widths), fmt::format("widths {}", b.widths));
  compare("num_res_blocks", a.encoder_blocks, b.encoder_blocks);
  compare("decoder_res_blocks", a.decoder_blocks, b.decoder_blocks);
  compare("attn_resolutions", fmt::format("attention at levels {}", attending(a.attention)),
          fmt::format("attention at levels {}", attending(b.attention)));
  compare("mid_attention", a.mid_attention, b.mid_attention);
  compare("norm", a.groups == 0 ? "none" : "group", b.groups == 0 ? "none" : "group");
  compare("z_channels", a.z_channels, b.z_channels);
  compare("n_embed", described.codes, found.codes);
  compare("embed_dim", described.embed_dim, found.embed_dim);
  return out;
}

}  // namespace clipdraw
