// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "clip/describe.hpp"

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <utility>

#include "base/error.hpp"
#include "base/file.hpp"
#include "clip/config_reader.hpp"
#include "clip/known_files.hpp"
#include "clip/published_config.hpp"

namespace clipdraw {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using Found = std::optional<Perceptor>;
using Files = std::vector<std::string>;

constexpr uint64_t kMaxConfigBytes = uint64_t{1} << 24;

bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

// Notes the file among those that were read.
std::string read_text(const std::string& path, Files& read) {
  read.push_back(path);
  const std::vector<uint8_t> bytes = read_file(path, kMaxConfigBytes);
  return {bytes.begin(), bytes.end()};
}

bool is_folder(const Archive& archive) {
  std::error_code ignored;
  return fs::is_directory(archive.path(), ignored);
}

// The path of the side file, whether it is there or not; of shards there is none.
std::string side_file(const Archive& archive) {
  if (archive.files().size() != 1) return "";
  return fs::path(archive.files().front()).replace_extension(".json").string();
}

Found from_metadata(const Archive& archive, Files& /*read*/) {
  const auto found = archive.metadata().find("config");
  if (found == archive.metadata().end()) return {};
  return read_perceptor(found->second, archive.path() + ": metadata \"config\"");
}

Perceptor from_hugging_face(const std::string& json, const std::string& path, Files& read) {
  Perceptor perceptor = read_hugging_face_config(json, path);
  for (const char* name : {"preprocessor_config.json", "processor_config.json"}) {
    const fs::path beside = fs::path(path).parent_path() / name;
    if (!is_file(beside)) continue;
    read_preprocessor(read_text(beside.string(), read), beside.string(), perceptor);
    break;
  }
  return perceptor;
}

// A description that a user writes has to say everything that would otherwise fail silently.
Perceptor from_our_keys(const std::string& json, const std::string& path) {
  const Json config = parse_config(json, path);
  const ConfigReader reader(config, path + ":");
  for (const char* key : {"activation", "mean", "std"}) {
    if (reader.has(key)) continue;
    fail(Status::bad_weights,
         "{}: \"{}\" is absent, expected \"activation\" (\"quick_gelu\" or \"gelu\"), \"mean\" and "
         "\"std\" (three numbers each)",
         path, key);
  }
  return read_perceptor(json, path + ":");
}

Found from_side_file(const Archive& archive, Files& read) {
  const std::string path = side_file(archive);
  if (path.empty() || !is_file(path)) return {};
  const std::string json = read_text(path, read);
  switch (config_kind(json, path)) {
    case ConfigKind::open_clip: return read_open_clip_config(json, path);
    case ConfigKind::hugging_face: return from_hugging_face(json, path, read);
    case ConfigKind::ours: break;
  }
  return from_our_keys(json, path);
}

// The attention heads of one tower, when its traced code says them: the same number in every block.
int64_t traced_heads(const Json& heads, const std::string& prefix, bool inside,
                     const std::string& path) {
  int64_t count = 0;
  for (const auto& [module, value] : heads.items()) {
    if ((module.compare(0, prefix.size(), prefix) == 0) != inside) continue;
    if (!value.is_number_integer() || value.get<int64_t>() < 1) continue;
    if (count != 0 && count != value.get<int64_t>()) {
      fail(Status::unsupported, "{}: {} has {} attention heads, other blocks have {}", path, module,
           value.get<int64_t>(), count);
    }
    count = value.get<int64_t>();
  }
  return count;
}

// OpenAI's archives hold a module type QuickGELU; their pixels are normalised as all of OpenAI's.
Found from_torchscript(const Archive& archive, Files& /*read*/) {
  const auto types = archive.metadata().find("torchscript.types");
  if (archive.format() != ArchiveFormat::torchscript || types == archive.metadata().end())
    return {};
  std::istringstream words(types->second);
  bool quick = false;
  for (std::string word; words >> word;) quick = quick || word == "QuickGELU";
  if (!quick) return {};
  Perceptor perceptor;  // OpenAI's
  const auto heads = archive.metadata().find("torchscript.heads");
  if (heads != archive.metadata().end()) {
    const Json json = Json::parse(heads->second, nullptr, false);
    if (json.is_object()) {
      perceptor.vision_heads = traced_heads(json, "visual.", true, archive.path());
      perceptor.text_heads = traced_heads(json, "visual.", false, archive.path());
    }
  }
  return perceptor;
}

Found from_folder(const Archive& archive, Files& read) {
  const bool hugging_face_names =
      archive.contains("vision_model.embeddings.patch_embedding.weight");
  const std::string open_clip = (fs::path(archive.folder()) / "open_clip_config.json").string();
  const std::string hugging_face = (fs::path(archive.folder()) / "config.json").string();
  const auto read_open_clip = [&]() -> Found {
    if (!is_file(open_clip)) return {};
    return read_open_clip_config(read_text(open_clip, read), open_clip);
  };
  const auto read_hugging_face = [&]() -> Found {
    if (!is_file(hugging_face)) return {};
    const std::string json = read_text(hugging_face, read);
    const ConfigKind kind = config_kind(json, hugging_face);
    if (kind == ConfigKind::open_clip) return read_open_clip_config(json, hugging_face);
    if (kind == ConfigKind::hugging_face) return from_hugging_face(json, hugging_face, read);
    // Shards have no stem of their own, so what a user writes for them may stand here.
    if (parse_config(json, hugging_face).contains("activation")) {
      return from_our_keys(json, hugging_face);
    }
    return {};
  };
  Found found = hugging_face_names ? read_hugging_face() : read_open_clip();
  // The other one describes the same model where somebody put both into one folder. Beside a lone
  // file it may be of some other model.
  if (!found && is_folder(archive))
    found = hugging_face_names ? read_open_clip() : read_hugging_face();
  return found;
}

[[noreturn]] void fail_undescribed(const Archive& archive) {
  const std::string side = side_file(archive);
  fail(Status::bad_weights,
       "{}: does not say how its CLIP is to be used, expected \"config\" in its metadata, "
       "open_clip_config.json or config.json beside it, or a file of the published ones: write {} "
       "with {{\"activation\": \"quick_gelu\" or \"gelu\", \"mean\": [r, g, b], \"std\": [r, g, "
       "b]}} and, where heads are not 64 channels wide, \"transformer_heads\" and "
       "\"vision_heads\"; the model's page or training code tells them",
       archive.path(), side.empty() ? "config.json" : side);
}

}  // namespace

Perceptor describe_clip(const Archive& archive, Files* files) {
  for (const auto& source : {from_metadata, from_side_file, from_torchscript, from_folder}) {
    Files read;
    const Found found = source(archive, read);
    if (!found) continue;
    if (files != nullptr) *files = std::move(read);
    return *found;
  }
  if (archive.files().size() == 1) {
    if (const Found found = known_file(archive.files().front())) return *found;
  }
  fail_undescribed(archive);
}

}  // namespace clipdraw
