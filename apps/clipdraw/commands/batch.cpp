// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "arguments.hpp"
#include "batch/plan.hpp"
#include "commands/commands.hpp"

namespace clipdraw_cli {

int batch(const Arguments& arguments) {
  const std::vector<Job> jobs = read_jobs(arguments);
  const Shard shard = find_shard(arguments);
  if (arguments.plan) return print_plan(jobs, shard, arguments.output);
  throw UsageError("batch: not there yet");
}

int merge(const Arguments& /*arguments*/) { throw UsageError("batch merge: not there yet"); }

}  // namespace clipdraw_cli
