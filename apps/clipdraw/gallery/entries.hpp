// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace clipdraw_cli {

// A picture or a failed job of a folder.
struct GalleryEntry {
  std::string file;     // a plain name in the folder; empty: there is none
  nlohmann::json line;  // what a batch said of it; null where no batch did
};

// What results.jsonl and the journals tell of, by place in their lists, and then the folder's other
// pictures by name, whoever drew them. Of a job only what became of it last. Throws Failure.
std::vector<GalleryEntry> find_entries(const std::string& folder);

}  // namespace clipdraw_cli
