// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "arguments.hpp"
#include "batch/job.hpp"

namespace clipdraw_cli {

// Draws the shard's jobs that are not finished yet, and writes results.jsonl where the shard is the
// whole list. Returns the exit code; throws what commands do.
int run_batch(const Arguments& arguments, const std::vector<Job>& jobs, const Shard& shard);

}  // namespace clipdraw_cli
