// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "catalog.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <system_error>

#include "arguments.hpp"
#include "nearest.hpp"

namespace clipdraw_cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr const char* kManifestVariable = "CLIPDRAW_MANIFEST";
constexpr const char* kModelsVariable = "CLIPDRAW_MODELS";
constexpr const char* kInstalled = "share/clipdraw/weights/manifest.json";
constexpr const char* kOurFolder = "clipdraw/models";
constexpr const char* kVocabulary = "bpe_simple_vocab_16e6.txt.gz";

// Empty when it is not set.
std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

[[maybe_unused]] bool lies_below(const fs::path& path, const fs::path& folder) {
  const fs::path relative = path.lexically_relative(folder);
  return !relative.empty() && *relative.begin() != "..";
}

std::string find_manifest() {
  const std::string chosen = variable(kManifestVariable);
  if (!chosen.empty()) return chosen;
  std::error_code ignored;
  const fs::path self = fs::read_symlink("/proc/self/exe", ignored);
#ifdef CLIPDRAW_TREE_MANIFEST
  if (lies_below(self, CLIPDRAW_TREE_BUILD)) return CLIPDRAW_TREE_MANIFEST;
#endif
  // <prefix>/bin/<this program> or <prefix>/libexec/clipdraw/<this program>
  fs::path prefix = self.parent_path().parent_path();
  if (prefix.filename() == "libexec") prefix = prefix.parent_path();
  return (prefix / kInstalled).string();
}

PublishedFile read_file_row(const Json& row) {
  PublishedFile file;
  row.at("name").get_to(file.name);
  if (!row.at("size").is_null()) file.size = row.at("size").get<std::uint64_t>();
  if (!row.at("sha256").is_null()) row.at("sha256").get_to(file.sha256);
  row.at("urls").get_to(file.urls);
  // Names become paths below the models folder, and nowhere else.
  if (file.name.empty() || file.name.front() == '.' || file.name.find('/') != std::string::npos) {
    throw CatalogError(fmt::format("file name \"{}\": a plain name expected", file.name));
  }
  return file;
}

Entry read_entry(const Json& row) {
  Entry entry;
  row.at("name").get_to(entry.name);
  row.at("kind").get_to(entry.kind);
  row.at("title").get_to(entry.title);
  row.at("licence").get_to(entry.licence);
  row.at("source").get_to(entry.source);
  row.at("good_for").get_to(entry.good_for);
  row.at("facts").get_to(entry.facts);
  for (const Json& file : row.at("files")) entry.files.push_back(read_file_row(file));
  if (entry.name.empty() || entry.name.front() == '.' ||
      entry.name.find('/') != std::string::npos || entry.files.empty()) {
    throw CatalogError(
        fmt::format("entry \"{}\": a plain name and one file or more expected", entry.name));
  }
  return entry;
}

std::string not_here(const Entry& entry) {
  return fmt::format("{}: not here. Fetch it: clipdraw models fetch {}", entry.name, entry.name);
}

}  // namespace

Catalog Catalog::load() { return load(find_manifest()); }

Catalog Catalog::load(const std::string& path) {
  std::ifstream stream(path);
  if (!stream) {
    throw CatalogError(fmt::format("{}: the list of published files cannot be opened; {} names it",
                                   path, kManifestVariable));
  }
  Catalog catalog;
  try {
    const Json list = Json::parse(stream);
    for (const Json& row : list.at("entries")) catalog.entries_.push_back(read_entry(row));
  } catch (const std::exception& error) {
    throw CatalogError(fmt::format("{}: not a list of published files: {}", path, error.what()));
  }
  return catalog;
}

const Entry* Catalog::find(const std::string& name) const {
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const Entry& entry) { return entry.name == name; });
  return found == entries_.end() ? nullptr : &*found;
}

std::string Catalog::nearest(const std::string& name) const {
  std::vector<std::string> names;
  for (const Entry& entry : entries_) names.push_back(entry.name);
  return nearest_name(name, names);
}

std::string Catalog::local_path(const Entry& entry) const {
  for (const std::string& folder : models_folders()) {
    if (std::all_of(entry.files.begin(), entry.files.end(), [&](const PublishedFile& file) {
          return is_there(path_in(folder, entry, file));
        })) {
      return path_in(folder, entry);
    }
  }
  return "";
}

std::string path_in(const std::string& models_folder, const Entry& entry) {
  const std::string& name = entry.files.size() == 1 ? entry.files.front().name : entry.name;
  return (fs::path(models_folder) / name).string();
}

std::string path_in(const std::string& models_folder, const Entry& entry,
                    const PublishedFile& file) {
  const std::string place = path_in(models_folder, entry);
  return entry.files.size() == 1 ? place : (fs::path(place) / file.name).string();
}

std::string models_folder() {
  const std::string chosen = variable(kModelsVariable);
  if (!chosen.empty()) return chosen;
  const std::string data = variable("XDG_DATA_HOME");
  if (!data.empty() && fs::path(data).is_absolute()) return (fs::path(data) / kOurFolder).string();
  const std::string home = variable("HOME");
  if (home.empty()) {
    throw CatalogError(
        fmt::format("no models folder: set {}, XDG_DATA_HOME or HOME", kModelsVariable));
  }
  return (fs::path(home) / ".local/share" / kOurFolder).string();
}

std::vector<std::string> models_folders() {
  std::vector<std::string> folders;
  try {
    folders.push_back(models_folder());
  } catch (const CatalogError&) {
    // The shared ones can still be read.
  }
  std::string shared = variable("XDG_DATA_DIRS");
  if (shared.empty()) shared = "/usr/local/share:/usr/share";
  for (std::size_t begin = 0; begin <= shared.size();) {
    const std::size_t end = std::min(shared.find(':', begin), shared.size());
    const fs::path folder = shared.substr(begin, end - begin);
    if (folder.is_absolute()) folders.push_back((folder / kOurFolder).string());
    begin = end + 1;
  }
  return folders;
}

std::string find_imported(const std::string& name) {
  if (name.empty() || name.front() == '.' || name.find('/') != std::string::npos) return "";
  for (const std::string& folder : models_folders()) {
    for (const char* ending : {"", ".safetensors"}) {
      const fs::path path = fs::path(folder) / (name + ending);
      if (is_there(path)) return path.string();
    }
  }
  return "";
}

std::string resolve_model(const std::string& reference) {
  if (reference.empty()) throw UsageError("the name of a model is empty");
  if (is_there(reference)) return reference;
  const std::string imported = find_imported(reference);
  if (reference.find('/') != std::string::npos) {
    throw UsageError(fmt::format("{}: no such file or folder", reference));
  }
  const Catalog catalog = Catalog::load();
  if (const Entry* entry = catalog.find(reference)) {
    const std::string here = catalog.local_path(*entry);
    if (here.empty() && imported.empty()) throw UsageError(not_here(*entry));
    return here.empty() ? imported : here;
  }
  if (!imported.empty()) return imported;
  const std::string near = catalog.nearest(reference);
  throw UsageError(
      fmt::format("{}: no such file, and no model of that name.{} See clipdraw models list.",
                  reference, near.empty() ? "" : fmt::format(" Did you mean {}?", near)));
}

std::string default_vocabulary() { return find_imported(kVocabulary); }

}  // namespace clipdraw_cli
