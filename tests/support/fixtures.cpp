// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "support/fixtures.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace clipdraw::test {

namespace fs = std::filesystem;

std::string source_path(const std::string& relative) {
  return (fs::path(CLIPDRAW_SOURCE_DIR) / relative).string();
}

std::vector<std::string> parity_fixtures(const std::string& name) {
  std::vector<fs::path> folders{fs::path(CLIPDRAW_SOURCE_DIR) / "tests" / "data"};
  const char* chosen = std::getenv("CLIPDRAW_PARITY_DIR");
  folders.push_back(chosen != nullptr && *chosen != '\0'
                        ? fs::path(chosen)
                        : fs::path(CLIPDRAW_SOURCE_DIR) / ".." / "shared" / "parity");
  std::vector<std::string> found;
  for (const fs::path& folder : folders) {
    if (fs::exists(folder / name)) found.push_back((folder / name).string());
  }
  if (found.empty()) {
    say_skipped(name + " is neither in " + folders[0].string() + " nor in " + folders[1].string());
  }
  return found;
}

std::string published_file(const std::string& fixture, const std::string& name) {
  const fs::path folder = fs::path(fixture).parent_path();
  for (const fs::path& place :
       {folder, folder.parent_path() / "weights", fs::path(source_path("../shared/weights"))}) {
    if (fs::exists(place / name)) return (place / name).string();
  }
  say_skipped(name + " is not there for " + fixture);
  return "";
}

void say_skipped(const std::string& reason) { std::printf("skipped: %s\n", reason.c_str()); }

TemporaryFolder::TemporaryFolder() {
  path_ = (fs::temp_directory_path() / "clipdraw-test-XXXXXX").string();
  if (mkdtemp(path_.data()) == nullptr) throw std::runtime_error("cannot make " + path_);
}

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string TemporaryFolder::file(const std::string& name) const {
  return (fs::path(path_) / name).string();
}

}  // namespace clipdraw::test
