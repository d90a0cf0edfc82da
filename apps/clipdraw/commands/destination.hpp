// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <clipdraw/clipdraw.hpp>
#include <string>

namespace clipdraw_cli {

// Where a picture goes.
struct Destination {
  std::string path;
  bool chosen = false;  // by the user: it is this file or none; else a number may be added
  bool force = false;   // replace files that exist

  clipdraw::Overwrite overwrite() const {
    return force ? clipdraw::Overwrite::replace : clipdraw::Overwrite::keep;
  }
};

// Finds out before the work whether its result can be saved, and returns where to. with_steps:
// pictures are saved on the way, too (step_path), and never among those of another run. Throws
// UsageError, Failure, clipdraw::Error.
Destination settle(const Destination& wanted, bool with_steps);

// The first of the path's numbered forms that nothing is in the way of, from this attempt on.
int first_free_attempt(const Destination& wanted, bool with_steps, int attempt = 1);

}  // namespace clipdraw_cli
