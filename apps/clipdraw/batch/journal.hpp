// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// What a run says of its jobs, line by line, in a file that only this process writes to: several
// may work in one folder without a lock, also over NFS.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

namespace clipdraw_cli {

inline constexpr const char* kJournals = "journal";   // the folder of these files
inline constexpr const char* kJournalEnd = ".jsonl";  // of their names

class Journal {
 public:
  // Whether a line outlives a power cut from the moment add() returns.
  enum class Sync { no, yes };

  // Makes the file, whose name no other process has, below this folder. Throws FolderFailure.
  explicit Journal(const std::string& folder);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  // Appends a line, whole or not at all. Throws FolderFailure.
  void add(const nlohmann::ordered_json& line, Sync sync);

 private:
  void append(const std::string& text);

  std::string path_;
  int descriptor_ = -1;
  std::int64_t size_ = 0;  // bytes of whole lines
  bool torn_ = false;      // a part of a line is at the end and could not be taken back
};

// The time as "2026-11-22T05:06:07Z".
std::string utc_now();

}  // namespace clipdraw_cli
