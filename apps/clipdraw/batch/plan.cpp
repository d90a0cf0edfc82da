// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "batch/plan.hpp"

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "batch/results.hpp"
#include "commands/result.hpp"

namespace clipdraw_cli {
namespace {

using nlohmann::ordered_json;

std::string line_of(const Job& job, Results& results) {
  const Result* drawn = results.finished(job.key);
  const Result* failed = drawn == nullptr ? results.failed(job.key) : nullptr;
  const std::string error = job.error.empty() && failed != nullptr ? failed->error : job.error;
  const char* state = drawn != nullptr ? "finished" : error.empty() ? "pending" : "failed";
  const ordered_json line = {
      {"id", job.id},
      {"job", job.key},
      {"state", state},
      {"file", drawn != nullptr ? drawn->file : job.file},
      {"seed", std::strtoull(job.seed.c_str(), nullptr, 10)},
      {"group", job.group},
      {"prompt", job.prompt},
      {"error", error.empty() ? ordered_json() : ordered_json(error)},
  };
  // Names of files need not be UTF-8.
  return line.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace

int print_plan(const std::vector<Job>& jobs, const Shard& shard, const std::string& folder) {
  Results results(folder);
  if (!folder.empty()) results.read();
  std::string out;
  for (const Job& job : jobs) {
    if (shard.has(job)) out += line_of(job, results) + "\n";
  }
  return print_result(out);
}

}  // namespace clipdraw_cli
