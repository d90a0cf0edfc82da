// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "batch/job.hpp"
#include "batch/results.hpp"

namespace clipdraw_cli {

// How many lines results.jsonl has got.
struct Merged {
  std::size_t drawn = 0;
  std::size_t failed = 0;
};

// Writes results.jsonl: a line for each of these jobs of which there is a result, in their order.
// Throws FolderFailure.
Merged merge_results(const std::string& folder, const std::vector<Job>& jobs, Results& results);

// The same for every job that is known, by its place in its list. A job that failed is left out
// where the list has another one at its place since.
Merged merge_results(const std::string& folder, Results& results);

}  // namespace clipdraw_cli
