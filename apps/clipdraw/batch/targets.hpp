// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "batch/job.hpp"
#include "batch/results.hpp"

namespace clipdraw_cli {

// Where a job's picture goes.
struct Target {
  std::string file;      // a plain name in the folder
  bool replace = false;  // a file of that name is there and may go
};

// Decides which file each job of a list draws into: the one that the list says, unless a finished
// picture of another job has it. That one keeps it, and the job gets the next free number.
class Targets {
 public:
  // All of them have to outlive it.
  Targets(const std::vector<Job>& jobs, Results& results, const std::string& folder, bool force);

  // is_ours: whether a file that is there, and that no line tells of, is a picture of this job.
  // Throws Failure where a file is in the way.
  Target choose(const Job& job, const std::function<bool(const std::string& path)>& is_ours) const;

 private:
  Results& results_;
  const std::string& folder_;
  const bool force_;
  std::map<std::string, std::string> wanted_;  // keys by folded name
};

}  // namespace clipdraw_cli
