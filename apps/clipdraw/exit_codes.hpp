// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace clipdraw_cli {

// What the programs end with, as docs/cli.md lists it.
inline constexpr int kExitDrawn = 0;
inline constexpr int kExitInternal = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitBadInput = 3;
inline constexpr int kExitNoMemory = 4;
inline constexpr int kExitIo = 5;
inline constexpr int kExitSomeFailed = 6;  // of a batch; the other jobs are drawn
inline constexpr int kExitDifferent = 7;   // drawn again, and not the same
inline constexpr int kExitSignal = 128;    // plus the signal's number

}  // namespace clipdraw_cli
