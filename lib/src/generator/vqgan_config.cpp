// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "generator/vqgan_config.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.hpp"

namespace clipdraw {
namespace {

using Json = nlohmann::json;

class ConfigReader {
 public:
  ConfigReader(const Json& config, const std::string& path) : config_(config), path_(path) {}

  bool has(const char* key) const { return config_.contains(key) && !config_.at(key).is_null(); }

  int64_t number(const char* key, int64_t low, int64_t high) const {
    if (!has(key)) bad(key, fmt::format("a whole number from {} to {}", low, high));
    return whole(key, config_.at(key), low, high);
  }

  std::vector<int64_t> numbers(const char* key, int64_t low, int64_t high, size_t most) const {
    const std::string expected =
        fmt::format("a list of up to {} whole numbers from {} to {}", most, low, high);
    if (!has(key) || !config_.at(key).is_array() || config_.at(key).size() > most)
      bad(key, expected);
    std::vector<int64_t> out;
    for (const Json& item : config_.at(key)) out.push_back(whole(key, item, low, high));
    return out;
  }

  bool flag(const char* key, bool fallback) const {
    if (!has(key)) return fallback;
    if (!config_.at(key).is_boolean()) bad(key, "true or false");
    return config_.at(key).get<bool>();
  }

  std::string text(const char* key, const std::string& fallback) const {
    if (!has(key)) return fallback;
    if (!config_.at(key).is_string()) bad(key, "a text");
    return config_.at(key).get<std::string>();
  }

  [[noreturn]] void bad(const char* key, const std::string& expected) const {
    fail(Status::bad_weights, "{}: metadata ddconfig \"{}\" is {}, expected {}", path_, key,
         has(key) ? config_.at(key).dump().substr(0, 60) : "missing", expected);
  }

 private:
  int64_t whole(const char* key, const Json& found, int64_t low, int64_t high) const {
    if (!found.is_number_integer() || found.get<double>() < static_cast<double>(low) ||
        found.get<double>() > static_cast<double>(high)) {
      bad(key, fmt::format("whole numbers from {} to {}", low, high));
    }
    return found.get<int64_t>();
  }

  const Json& config_;
  const std::string& path_;
};

Json parse(const std::map<std::string, std::string>& metadata, const char* key,
           const std::string& path) {
  const auto found = metadata.find(key);
  if (found == metadata.end()) {
    fail(Status::bad_weights, "{}: metadata has no \"{}\", which a VQGAN needs", path, key);
  }
  Json parsed = Json::parse(found->second, nullptr, false);
  if (parsed.is_discarded())
    fail(Status::bad_weights, "{}: metadata \"{}\" is not JSON", path, key);
  return parsed;
}

}  // namespace

bool VqganConfig::has_attention(int64_t level) const {
  return std::find(attention_at.begin(), attention_at.end(), resolution >> level) !=
         attention_at.end();
}

VqganConfig read_vqgan_config(const std::map<std::string, std::string>& metadata,
                              const std::string& path) {
  Json json = parse(metadata, "ddconfig", path);
  if (!json.is_object())
    fail(Status::bad_weights, "{}: metadata \"ddconfig\" is not a JSON object", path);
  for (const char* key : {"n_embed", "embed_dim"}) json[key] = parse(metadata, key, path);
  const ConfigReader reader(json, path);

  VqganConfig config;
  config.channels = reader.number("ch", 1, 4096);
  config.multipliers = reader.numbers("ch_mult", 1, 64, 8);
  if (config.multipliers.empty()) reader.bad("ch_mult", "at least one number");
  config.encoder_blocks = reader.number("num_res_blocks", 1, 16);
  config.decoder_blocks = config.encoder_blocks + 1;
  if (reader.has("decoder_res_blocks"))
    config.decoder_blocks = reader.number("decoder_res_blocks", 1, 17);
  config.resolution = reader.number("resolution", 1, 65536);
  if (reader.has("attn_resolutions")) {
    config.attention_at = reader.numbers("attn_resolutions", 1, 65536, 16);
  }
  config.z_channels = reader.number("z_channels", 1, 65536);
  config.codes = reader.number("n_embed", 1, 1 << 20);
  config.embed_dim = reader.number("embed_dim", 1, 65536);
  config.native_size =
      reader.has("native_size") ? reader.number("native_size", 1, 65536) : config.resolution;
  config.mid_attention = reader.flag("mid_attention", true);
  config.activation = activation_from_name(reader.text("activation", "swish"));
  const std::string norm = reader.text("norm", "group");
  if (norm != "group" && norm != "none") reader.bad("norm", "\"group\" or \"none\"");
  config.group_norm = norm == "group";
  if (reader.flag("double_z", false)) reader.bad("double_z", "false");
  for (const char* key : {"in_channels", "out_ch"}) {
    if (reader.has(key)) reader.number(key, 3, 3);
  }
  return config;
}

}  // namespace clipdraw
