// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <clipdraw/clipdraw.hpp>
#include <cstddef>
#include <string>
#include <vector>

#include "arguments.hpp"
#include "batch/batch_progress.hpp"
#include "batch/job.hpp"
#include "batch/journal.hpp"
#include "batch/results.hpp"
#include "batch/targets.hpp"

namespace clipdraw_cli {

// What all jobs of a run have in common; all of it has to outlive their drawing.
struct Workshop {
  const Arguments& arguments;
  const std::string& folder;
  const clipdraw::Model& model;
  const clipdraw::Model* judge;  // NULL: there is none
  Results& results;
  const Targets& targets;
  Journal& journal;
  BatchProgress& progress;
};

// What became of the jobs so far.
struct Tally {
  std::size_t drawn = 0;
  std::size_t failed = 0;
  bool printed = true;  // whether standard output took the files' names
};

// Draws jobs of one group together, each at its place in the group, which has so many places; one
// place is drawing alone. For each job first its picture, then the line that says so, both synced;
// then its name goes to standard output. A job that cannot be drawn gets a line, too, and the
// others go on. Where an interrupt stops them there are checkpoints, if asked for, and no results.
// Throws FolderFailure.
void draw_jobs(const Workshop& workshop, const std::vector<const Job*>& jobs, std::size_t places,
               Tally& tally);

}  // namespace clipdraw_cli
