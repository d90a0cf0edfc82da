// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>

namespace clipdraw {

// Returns how many processor cores this process may use: the smaller of the affinity mask and the
// control group's quota (rounded up), at least 1. It never depends on how busy the machine is.
int usable_cores();

// The processor time that the control groups of this process leave it, in cores: 1.5, for one; the
// tightest quota of its own group and of those above it, of either version; infinite where there is
// none. root: where proc and sys lie; tests have their own.
double control_group_cores(const std::string& root = "");

}  // namespace clipdraw
