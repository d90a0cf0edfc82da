// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "weights/folder.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <vector>

#include <fmt/ranges.h>

#include "base/error.hpp"
#include "weights/stored_tensor.hpp"

namespace clipdraw {

namespace fs = std::filesystem;

namespace {

// In the order of choice: what is checked byte by byte before what is a pickle.
constexpr std::array<const char*, 10> kPublished{
    "model.safetensors",
    "model.safetensors.index.json",
    "open_clip_model.safetensors",
    "open_clip_pytorch_model.safetensors",
    "diffusion_pytorch_model.safetensors",
    "diffusion_pytorch_model.safetensors.index.json",
    "pytorch_model.bin",
    "pytorch_model.bin.index.json",
    "open_clip_pytorch_model.bin",
    "diffusion_pytorch_model.bin",
};
constexpr size_t kMostListed = 12;

bool ends_with(std::string_view text, std::string_view ending) {
  return text.size() >= ending.size() && text.substr(text.size() - ending.size()) == ending;
}

bool is_weights(const std::string& name) {
  constexpr std::array<std::string_view, 6> kEndings{".safetensors", ".pt",  ".pth",
                                                     ".ckpt",        ".bin", ".index.json"};
  return std::any_of(kEndings.begin(), kEndings.end(),
                     [&](std::string_view ending) { return ends_with(name, ending); });
}

// Returns the sorted names of what is in a folder: files of weights, or folders with such in them.
std::vector<std::string> listed(const fs::path& folder, bool folders) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    std::error_code ignored;
    const std::string name = at->path().filename().string();
    if (folders ? at->is_directory(ignored) && !listed(at->path(), false).empty()
                : at->is_regular_file(ignored) && is_weights(name)) {
      names.push_back(name);
    }
  }
  if (error) fail(Status::io, "{}: cannot be listed: {}", folder.string(), error.message());
  std::sort(names.begin(), names.end());
  return names;
}

std::string shown(std::vector<std::string> names) {
  const size_t count = names.size();
  names.resize(std::min(count, kMostListed));
  return fmt::format("{}{}", fmt::join(names, ", "),
                     count > kMostListed ? fmt::format(" and {} more", count - kMostListed) : "");
}

}  // namespace

std::string weights_in_folder(const std::string& folder) {
  for (const char* name : kPublished) {
    std::error_code ignored;
    const fs::path path = fs::path(folder) / name;
    if (fs::is_regular_file(path, ignored)) return path.string();
  }
  std::vector<std::string> names = listed(folder, false);
  const auto index = std::find_if(names.begin(), names.end(), [](const std::string& name) {
    return ends_with(name, ".index.json");
  });
  if (names.size() == 1) return (fs::path(folder) / names.front()).string();
  if (!names.empty()) {
    fail(Status::bad_weights,
         "{}: a folder with several files of weights ({}), one expected; give "
         "the path of the right one{}",
         folder, shown(names), index == names.end() ? "" : ", the index when it has shards");
  }
  const std::vector<std::string> inner = listed(folder, true);
  fail(Status::bad_weights, "{}: a folder without weights, expected is {} or one other file; {}",
       folder, kPublished.front(),
       inner.empty() ? "was the download finished?"
                     : fmt::format("the folders in it have some: {}", shown(inner)));
}

}  // namespace clipdraw
