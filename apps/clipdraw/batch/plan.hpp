// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "batch/job.hpp"

namespace clipdraw_cli {

// Prints what the shard would draw into the folder, one JSON object a line; the folder may be
// empty or not there yet. Returns the exit code.
int print_plan(const std::vector<Job>& jobs, const Shard& shard, const std::string& folder);

}  // namespace clipdraw_cli
