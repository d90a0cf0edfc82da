// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>

namespace clipdraw_cli {

inline constexpr const char* kCheckpoints = "checkpoints";  // the folder

// The checkpoint of a job, there or not.
std::string checkpoint_path(const std::string& folder, const std::string& key);

// What a run that was killed may have left in a folder.
struct Leftovers {
  std::set<std::string> files;     // pictures that are not there yet: their temporary files go
  std::set<std::string> finished;  // keys of jobs whose checkpoints nobody needs
  std::set<std::string> open;      // keys of jobs whose checkpoints stay: only temporary files go
  bool results = false;            // whether temporary files of results.jsonl go
};

// Removes it. What cannot be removed stays: it is in nobody's way.
void remove_leftovers(const std::string& folder, const Leftovers& leftovers);

}  // namespace clipdraw_cli
