// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "batch/plan.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "commands/result.hpp"

namespace clipdraw_cli {

int print_plan(const std::vector<Job>& jobs, const Shard& shard, const std::string& /*folder*/) {
  std::string out;
  for (const Job& job : jobs) {
    if (!shard.has(job)) continue;
    const nlohmann::ordered_json line = {
        {"id", job.id},
        {"job", job.key},
        {"state", job.error.empty() ? "pending" : "failed"},
        {"file", job.file},
        {"seed", std::strtoull(job.seed.c_str(), nullptr, 10)},
        {"group", job.group},
        {"prompt", job.prompt},
        {"error", job.error.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(job.error)},
    };
    // Names of files need not be UTF-8.
    out += line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
  }
  return print_result(out);
}

}  // namespace clipdraw_cli
