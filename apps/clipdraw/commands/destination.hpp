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

// Saves under the path, or under a numbered one where that was taken meanwhile. Returns which.
std::string save(const clipdraw::Session& session, const Destination& destination);

}  // namespace clipdraw_cli
