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
  bool force = false;   // replace a file that exists
};

// Finds out before the work whether its result can be saved. Throws UsageError, clipdraw::Error.
void check_destination(const Destination& destination);

// Saves under the path, or under a numbered one where that was taken meanwhile. Returns which.
std::string save(const clipdraw::Session& session, const Destination& destination);

}  // namespace clipdraw_cli
