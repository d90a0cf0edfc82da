// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "api/weights_folder.hpp"

#include <dlfcn.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <vector>

#include "base/error.hpp"

namespace clipdraw {
namespace {

namespace fs = std::filesystem;

constexpr const char* kVariable = "CLIPDRAW_WEIGHTS";
constexpr const char* kInstalled = "share/clipdraw/weights/embedded";
constexpr const char* kNeeded = "clip.safetensors";

// The file that this code was loaded from: the shared library, or the program it is linked into.
fs::path own_file() {
  Dl_info info{};
  if (dladdr(reinterpret_cast<const void*>(&find_weights_folder), &info) == 0 ||
      info.dli_fname == nullptr) {
    return {};
  }
  std::error_code ignored;
  const fs::path path = fs::weakly_canonical(info.dli_fname, ignored);
  return path.empty() ? fs::path(info.dli_fname) : path;
}

[[maybe_unused]] bool lies_below(const fs::path& path, const fs::path& folder) {
  const fs::path relative = path.lexically_relative(folder);
  return !relative.empty() && *relative.begin() != "..";
}

std::vector<fs::path> candidates() {
  std::vector<fs::path> places;
  const fs::path self = own_file();
  // <prefix>/lib/libclipdraw.so or <prefix>/lib/<machine>/libclipdraw.so.
  fs::path above = self.parent_path();
  for (int level = 0; level < 2 && above.has_relative_path(); ++level) {
    above = above.parent_path();
    places.push_back(above / kInstalled);
  }
#ifdef CLIPDRAW_TREE_WEIGHTS
  if (lies_below(self, CLIPDRAW_TREE_BUILD)) places.insert(places.begin(), CLIPDRAW_TREE_WEIGHTS);
#endif
  return places;
}

bool is_weights_folder(const fs::path& place) {
  std::error_code ignored;
  return fs::exists(place / kNeeded, ignored);
}

}  // namespace

bool has_weights_folder() {
  const char* chosen = std::getenv(kVariable);
  if (chosen != nullptr && *chosen != '\0') return true;
  const std::vector<fs::path> places = candidates();
  return std::any_of(places.begin(), places.end(), is_weights_folder);
}

std::string find_weights_folder() {
  const char* chosen = std::getenv(kVariable);
  if (chosen != nullptr && *chosen != '\0') return chosen;
  const std::vector<fs::path> places = candidates();
  const auto found = std::find_if(places.begin(), places.end(), is_weights_folder);
  if (found != places.end()) return found->string();
  std::vector<std::string> looked_at;
  for (const fs::path& place : places) looked_at.push_back(place.string());
  fail(Status::not_found, "weights: no {} in {}; name a folder, or set {}", kNeeded,
       fmt::join(looked_at, " or "), kVariable);
}

void check_weights_folder(const std::string& folder) {
  std::error_code error;
  const fs::file_status status = fs::status(folder, error);
  if (status.type() == fs::file_type::not_found) {
    fail(Status::not_found, "weights folder {}: no such folder", folder);
  }
  if (error) fail(Status::io, "weights folder {}: {}", folder, error.message());
  if (status.type() != fs::file_type::directory) {
    fail(Status::bad_weights, "weights folder {}: not a folder", folder);
  }
  const fs::directory_iterator first(folder, error);
  if (error) fail(Status::io, "weights folder {}: {}", folder, error.message());
  if (first == fs::directory_iterator()) {
    fail(Status::bad_weights, "weights folder {}: empty, {} expected", folder, kNeeded);
  }
}

}  // namespace clipdraw
