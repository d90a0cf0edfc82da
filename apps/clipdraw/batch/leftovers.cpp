// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "batch/leftovers.hpp"

#include <algorithm>
#include <cctype>
#include <clipdraw/clipdraw.hpp>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>

#include "batch/folder.hpp"

namespace clipdraw_cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kCheckpointEnd = ".checkpoint";  // of a file's name, behind the key
constexpr std::size_t kMark = 7;  // ".XXXXXX", what a temporary file's name has behind the other

bool ends_with(const std::string& text, std::string_view end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

// The name that a file would have got, empty when it is none that had to be renamed.
std::string name_of_temporary(const std::string& name) {
  if (name.size() <= kMark) return "";
  const std::string mark = name.substr(name.size() - kMark);
  const bool fits = mark.front() == '.' && std::all_of(mark.begin() + 1, mark.end(), [](char c) {
                      return std::isalnum(static_cast<unsigned char>(c)) != 0;
                    });
  return fits ? name.substr(0, name.size() - kMark) : "";
}

// Whether the file may be a picture in writing: nothing, or zeros, as power cuts leave them, or
// the beginning of a picture. People's own files ("a.png.sha256", "a.png.backup") are neither, or
// are called by a word and hold no record.
bool looks_unfinished(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string begin(4, '\0');
  file.read(begin.data(), static_cast<std::streamsize>(begin.size()));
  begin.resize(static_cast<std::size_t>(file.gcount()));
  const std::string zeros(begin.size(), '\0');
  if (begin == zeros) return true;
  const std::string_view kBegins[] = {"\x89PNG", "\xff\xd8\xff", "RIFF"};
  const bool picture = std::any_of(
      std::begin(kBegins), std::end(kBegins),
      [&](std::string_view magic) { return begin.compare(0, magic.size(), magic) == 0; });
  if (!picture) return false;
  const std::string name = path.filename().string();
  const bool word = std::all_of(name.end() - kMark + 1, name.end(), [](char c) {
    return std::islower(static_cast<unsigned char>(c)) != 0;
  });
  if (!word) return true;
  try {
    return clipdraw::inspect(path.string()).find("\"software\":\"clipdraw\"") != std::string::npos;
  } catch (const clipdraw::Error&) {
    return false;
  }
}

bool is_leftover_picture(const fs::path& path, const Leftovers& leftovers) {
  const std::string name = path.filename().string();
  if (leftovers.results && name.compare(0, std::string_view(kNewFile).size(), kNewFile) == 0 &&
      ends_with(name, kNewFileEnd)) {
    return true;
  }
  return leftovers.files.count(name_of_temporary(name)) > 0 && looks_unfinished(path);
}

bool is_leftover_checkpoint(const fs::path& path, const Leftovers& leftovers) {
  const std::string name = path.filename().string();
  const std::string temporary = name_of_temporary(name);
  const std::string& whole = temporary.empty() ? name : temporary;
  if (!ends_with(whole, kCheckpointEnd)) return false;
  const std::string key = whole.substr(0, whole.size() - std::string_view(kCheckpointEnd).size());
  return leftovers.finished.count(key) > 0 || (!temporary.empty() && leftovers.open.count(key) > 0);
}

void remove_where(const fs::path& folder, const Leftovers& leftovers,
                  bool (*is_leftover)(const fs::path&, const Leftovers&)) {
  std::error_code ignored;
  std::vector<fs::path> found;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored)) {
    if (entry.symlink_status(ignored).type() == fs::file_type::regular &&
        is_leftover(entry.path(), leftovers)) {
      found.push_back(entry.path());
    }
  }
  for (const fs::path& path : found) fs::remove(path, ignored);
}

}  // namespace

std::string checkpoint_path(const std::string& folder, const std::string& key) {
  return (fs::path(folder) / kCheckpoints / (key + kCheckpointEnd)).string();
}

void remove_leftovers(const std::string& folder, const Leftovers& leftovers) {
  remove_where(folder, leftovers, &is_leftover_picture);
  remove_where(fs::path(folder) / kCheckpoints, leftovers, &is_leftover_checkpoint);
}

}  // namespace clipdraw_cli
