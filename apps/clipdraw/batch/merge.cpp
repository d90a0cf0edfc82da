// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "batch/merge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "batch/folder.hpp"

namespace clipdraw_cli {
namespace {

// One job's line as it goes into results.jsonl.
struct Row {
  const Result* result = nullptr;
  bool lost = false;  // it was drawn, and the picture is not there any more
};

// The line that counts; none where there is no result.
Row row_of(Results& results, const std::string& key) {
  if (const Result* finished = results.finished(key)) return {finished};
  const Result* drawn = results.drawn(key);
  const Result* failed = results.failed(key);
  if (drawn == nullptr) return {failed};
  return failed != nullptr && failed->finished > drawn->finished ? Row{failed} : Row{drawn, true};
}

// A line that says of a picture that it is there has to be true.
std::string lost_line(const Result& drawn) {
  auto line = nlohmann::ordered_json::parse(drawn.text);
  line["status"] = "failed";
  line["error"] = fmt::format(
      "{}: was drawn and is not there any more, not as it was, or cannot be read; the same command "
      "draws it again",
      drawn.file);
  line["file"] = nullptr;
  line["sha256"] = nullptr;
  line["bytes"] = nullptr;
  return line.dump();
}

Merged write(const std::string& folder, const std::vector<Row>& rows) {
  Merged merged;
  std::string text;
  for (const Row& row : rows) {
    const bool drawn = row.result->drawn && !row.lost;
    ++(drawn ? merged.drawn : merged.failed);
    text += (row.lost ? lost_line(*row.result) : row.result->text) + "\n";
  }
  replace_file(folder, kResults, text);
  return merged;
}

}  // namespace

Merged merge_results(const std::string& folder, const std::vector<Job>& jobs, Results& results) {
  std::vector<Row> rows;
  for (const Job& job : jobs) {
    const Row row = row_of(results, job.key);
    if (row.result != nullptr) rows.push_back(row);
  }
  return write(folder, rows);
}

Merged merge_results(const std::string& folder, Results& results) {
  std::vector<Row> rows;
  std::map<std::size_t, std::string> latest;  // when a place in the list got its latest line
  for (const std::string& key : results.keys()) {
    const Row row = row_of(results, key);
    if (row.result == nullptr) continue;
    rows.push_back(row);
    std::string& time = latest[row.result->place];
    time = std::max(time, row.result->finished);
  }
  const auto gone = [&](const Row& row) {
    return (row.lost || !row.result->drawn) && row.result->finished < latest[row.result->place];
  };
  rows.erase(std::remove_if(rows.begin(), rows.end(), gone), rows.end());
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return a.result->place != b.result->place ? a.result->place < b.result->place
                                              : a.result->key < b.result->key;
  });
  return write(folder, rows);
}

}  // namespace clipdraw_cli
