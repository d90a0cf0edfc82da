// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace clipdraw_cli {

// What a program printed on standard output, and when it was started: seconds of monotonic_now().
struct ChildOutput {
  std::string text;
  double began = 0;
};

// Runs a program to its end; standard error is this process's. threads: what $OMP_NUM_THREADS is
// for it; 0: as it is. An interrupt ends it. Throws Failure: it cannot be started, with its exit
// code where that is not 0, 128 and the signal's number after an interrupt.
ChildOutput run_child(const std::vector<std::string>& command, int threads = 0);

// Seconds of a clock that all processes of a machine share.
double monotonic_now();

}  // namespace clipdraw_cli
