// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include <filesystem>

#include "digest.hpp"
#include "models/commands.hpp"
#include "models/failure.hpp"
#include "models/fetch.hpp"
#include "models/interrupt.hpp"

namespace clipdraw_models {
namespace {

using clipdraw_cli::Catalog;
using clipdraw_cli::Entry;

// Prints a line in the manner of sha256sum --check. Returns whether the file is as it should be.
bool verify_file(const clipdraw_cli::PublishedFile& file, const std::string& path) {
  const std::string found = clipdraw_cli::sha256_of_file(path, stop_when_interrupted);
  const std::string recorded = file.sha256.empty() ? recorded_sha256(path) : "";
  const std::string expected = file.sha256.empty() ? recorded : file.sha256;
  if (expected.empty()) {
    print_result(fmt::format("{}: UNKNOWN, sha256 {}\n", path, found));
    return true;
  }
  if (found == expected) {
    print_result(
        fmt::format("{}: OK{}\n", path,
                    recorded.empty() ? "" : ", as when it was fetched; nobody publishes it"));
    return true;
  }
  print_result(fmt::format("{}: FAILED, sha256 {}, {} expected\n", path, found, expected));
  return false;
}

}  // namespace

int verify_models(const std::vector<std::string>& names) {
  const Catalog catalog = Catalog::load();
  std::vector<const Entry*> entries;
  for (const std::string& name : names) {
    entries.push_back(&find_entry(catalog, name));
    if (catalog.local_path(*entries.back()).empty()) {
      fail(kExitBadFile, "{}: not here. Fetch it: clipdraw models fetch {}", name, name);
    }
  }
  if (names.empty()) {
    for (const Entry& entry : catalog.entries()) {
      if (!catalog.local_path(entry).empty()) entries.push_back(&entry);
    }
  }
  int bad = 0;
  for (const Entry* entry : entries) {
    const std::filesystem::path place = catalog.local_path(*entry);
    for (const clipdraw_cli::PublishedFile& file : entry->files) {
      const std::filesystem::path path = entry->files.size() == 1 ? place : place / file.name;
      bad += verify_file(file, path.string()) ? 0 : 1;
    }
  }
  if (bad == 0) return kExitGood;
  fail(kExitBadFile,
       "{} of the files {} not what was published; clipdraw models fetch --force NAME", bad,
       bad == 1 ? "is" : "are");
}

}  // namespace clipdraw_models
