// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>
#include <system_error>

#include "models/commands.hpp"
#include "models/failure.hpp"
#include "models/progress.hpp"

namespace clipdraw_models {
namespace {

namespace fs = std::filesystem;
using clipdraw_cli::Catalog;
using clipdraw_cli::Entry;
using clipdraw_cli::PublishedFile;
using Json = nlohmann::ordered_json;

// One line of the list.
struct Row {
  std::string name, kind, size, here, licence, source;
};

// "354 MB"; "605 MB+" where only some of the files' sizes are known; "?" where none is.
std::string size_of(const Entry& entry) {
  std::uint64_t known = 0;
  bool all = true;
  for (const PublishedFile& file : entry.files) {
    known += file.size.value_or(0);
    all = all && file.size.has_value();
  }
  if (known == 0) return "?";
  return bytes_text(known) + (all ? "" : "+");
}

// "yes", "part" where a fetch was interrupted, "no".
std::string presence(const Catalog& catalog, const Entry& entry) {
  if (!catalog.local_path(entry).empty()) return "yes";
  for (const std::string& folder : clipdraw_cli::models_folders()) {
    for (const PublishedFile& file : entry.files) {
      const std::string path = clipdraw_cli::path_in(folder, entry, file);
      std::error_code ignored;
      if (fs::exists(path, ignored) || fs::exists(path + ".part", ignored)) return "part";
    }
  }
  return "no";
}

bool is_side_file(const fs::path& path) {
  const std::string ending = path.extension().string();
  return path.filename().string().front() == '.' || ending == ".part" || ending == ".from" ||
         ending == ".sha256";
}

// What lies in the models folders and is not of the catalogue.
std::vector<fs::path> imported(const Catalog& catalog) {
  std::set<std::string> known;
  for (const Entry& entry : catalog.entries()) {
    known.insert(fs::path(clipdraw_cli::path_in("", entry)).filename().string());
  }
  std::vector<fs::path> found;
  for (const std::string& folder : clipdraw_cli::models_folders()) {
    std::error_code ignored;
    for (const auto& item : fs::directory_iterator(folder, ignored)) {
      if (known.count(item.path().filename().string()) == 0 && !is_side_file(item.path())) {
        found.push_back(item.path());
      }
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string name_of(const fs::path& path) {
  return path.extension() == ".safetensors" ? path.stem().string() : path.filename().string();
}

std::string size_on_disk(const fs::path& path) {
  std::error_code error;
  const std::uint64_t size = fs::file_size(path, error);
  return error ? "?" : bytes_text(size);
}

Json to_json(const Catalog& catalog, const Entry& entry) {
  Json files = Json::array();
  for (const PublishedFile& file : entry.files) {
    files.push_back({{"name", file.name},
                     {"size", file.size ? Json(*file.size) : Json()},
                     {"sha256", file.sha256.empty() ? Json() : Json(file.sha256)},
                     {"urls", file.urls}});
  }
  const std::string path = catalog.local_path(entry);
  return {{"name", entry.name},
          {"kind", entry.kind},
          {"title", entry.title},
          {"licence", entry.licence},
          {"source", entry.source},
          {"good_for", entry.good_for},
          {"facts", entry.facts},
          {"here", presence(catalog, entry)},
          {"path", path.empty() ? Json() : Json(path)},
          {"files", files}};
}

void print_json(const Catalog& catalog) {
  Json rows = Json::array();
  for (const Entry& entry : catalog.entries()) rows.push_back(to_json(catalog, entry));
  for (const fs::path& path : imported(catalog)) {
    rows.push_back(
        {{"name", name_of(path)}, {"kind", "imported"}, {"here", "yes"}, {"path", path.string()}});
  }
  print_result(rows.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

void print_table(const std::vector<Row>& rows) {
  constexpr std::size_t kWidestLicence = 12;
  std::size_t name = 0;
  for (const Row& row : rows) name = std::max(name, row.name.size());
  std::string text;
  for (const Row& row : rows) {
    std::string licence = row.licence.substr(0, row.licence.find(" ("));
    if (licence.size() > kWidestLicence) licence.resize(kWidestLicence);
    text += fmt::format("{:<{}}  {:<10}  {:>8}  {:<4}  {:<{}}  {}\n", row.name, name, row.kind,
                        row.size, row.here, licence, kWidestLicence, row.source);
  }
  print_result(text);
}

}  // namespace

int list_models(bool json) {
  const Catalog catalog = Catalog::load();
  if (json) {
    print_json(catalog);
    return kExitGood;
  }
  std::vector<Row> rows = {{"NAME", "KIND", "SIZE", "HERE", "LICENCE", "FROM"}};
  for (const Entry& entry : catalog.entries()) {
    rows.push_back({entry.name, entry.kind, size_of(entry), presence(catalog, entry), entry.licence,
                    entry.source});
  }
  for (const fs::path& path : imported(catalog)) {
    rows.push_back({name_of(path), "imported", size_on_disk(path), "yes", "", path.string()});
  }
  print_table(rows);
  return kExitGood;
}

}  // namespace clipdraw_models
