// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>

namespace clipdraw {

// How a run ended.
enum class Outcome {
  not_run = 0,
  completed = 1,       // every step was done
  finished_early = 2,  // the callback said that it is good enough
  aborted = 3,         // the callback said that something is wrong
  cancelled = 4,       // cancel() was called
  failed = 5,          // an error ended it
};

// What a run reports when it has ended.
struct Summary {
  Outcome outcome = Outcome::not_run;
  std::string reason = "the session was not run";
  int steps = 0;              // done, all runs of the session together
  double first_distance = 0;  // at the start of the first step
  double last_distance = 0;   // of the last step
  double seconds = 0;         // of the run
};

}  // namespace clipdraw
