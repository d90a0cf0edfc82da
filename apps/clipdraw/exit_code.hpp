// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <clipdraw/clipdraw.hpp>

#include "exit_codes.hpp"

namespace clipdraw_cli {

// What was being done when a call failed: the same status means different things to a script.
enum class Phase { arguments, output, weights, drawing, reading, importing };

int exit_code(clipdraw::Status status, Phase phase);

}  // namespace clipdraw_cli
