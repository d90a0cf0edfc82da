// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "gallery/entries.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <system_error>

#include "batch/results.hpp"
#include "commands/failure.hpp"
#include "output_name.hpp"
#include "text_file.hpp"

namespace clipdraw_cli {
namespace {

namespace fs = std::filesystem;

// JSON, and so the page, cannot name files that are not UTF-8.
bool can_be_shown(const std::string& name) {
  return name.front() != '.' && !picture_extension(name).empty() && is_utf8(name);
}

std::set<std::string> pictures_in(const std::string& folder) {
  std::set<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    std::error_code ignored;
    if (can_be_shown(name) && entry->is_regular_file(ignored)) {
      names.insert(name);
    }
  }
  if (error) throw Failure{kExitIo, fmt::format("{}: {}", folder, error.message())};
  return names;
}

// The line that counts: one of a picture that is there, else the latest.
const Result* result_of(const Results& results, const std::string& key,
                        const std::set<std::string>& there) {
  const Result* drawn = results.drawn(key);
  const Result* failed = results.failed(key);
  if (drawn == nullptr || failed == nullptr) return drawn != nullptr ? drawn : failed;
  return there.count(drawn->file) > 0 || drawn->finished >= failed->finished ? drawn : failed;
}

}  // namespace

std::vector<GalleryEntry> find_entries(const std::string& folder) {
  std::set<std::string> pictures = pictures_in(folder);
  Results results(folder);
  results.read();

  std::vector<const Result*> rows;
  std::map<std::string, const Result*> owners;  // of files, who drew them last
  std::map<std::size_t, std::string> latest;    // when a place in the list got its latest line
  for (const std::string& key : results.keys()) {
    const Result* result = result_of(results, key, pictures);
    if (result == nullptr) continue;
    rows.push_back(result);
    if (result->drawn) {
      const Result*& owner = owners[result->file];
      if (owner == nullptr || owner->finished <= result->finished) owner = result;
    }
    std::string& time = latest[result->place];
    time = std::max(time, result->finished);
  }
  // Where the list has changed since, another job stands at the place of one that failed, and
  // another picture in the place of a file.
  const auto is_gone = [&](const Result* row) {
    const bool there = row->drawn && pictures.count(row->file) > 0;
    return there ? owners[row->file] != row : row->finished < latest[row->place];
  };
  rows.erase(std::remove_if(rows.begin(), rows.end(), is_gone), rows.end());
  std::stable_sort(rows.begin(), rows.end(),
                   [](const Result* a, const Result* b) { return a->place < b->place; });

  std::vector<GalleryEntry> entries;
  std::set<std::string> others = pictures;
  for (const Result* row : rows) {
    entries.push_back({row->file, nlohmann::json::parse(row->text)});
    others.erase(row->file);
  }
  for (const std::string& name : others) entries.push_back({name, nullptr});
  return entries;
}

}  // namespace clipdraw_cli
