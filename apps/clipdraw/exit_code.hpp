// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <clipdraw/clipdraw.hpp>

namespace clipdraw_cli {

// What was being done when a call failed: the same status means different things to a script.
enum class Phase { arguments, output, weights, drawing, inspecting, importing };

inline constexpr int kExitDrawn = 0;
inline constexpr int kExitInternal = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitBadInput = 3;
inline constexpr int kExitNoMemory = 4;
inline constexpr int kExitIo = 5;
inline constexpr int kExitSignal = 128;  // plus the signal's number

int exit_code(clipdraw::Status status, Phase phase);

}  // namespace clipdraw_cli
