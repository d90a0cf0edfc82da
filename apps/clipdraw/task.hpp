// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "arguments.hpp"
#include "batch/job.hpp"
#include "commands/destination.hpp"

namespace clipdraw_cli {

// What the engine is to do: the command line, and what was found out about it on the way.
struct Task {
  Arguments arguments;
  Destination destination;  // draw: where the picture goes
  bool goes_on = false;     // draw: there is a checkpoint
  std::vector<Job> jobs;    // batch: the whole list
  Shard shard;              // batch: the part of it that is drawn
};

}  // namespace clipdraw_cli
