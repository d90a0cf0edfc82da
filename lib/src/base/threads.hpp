// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

namespace clipdraw {

// Returns how many processor cores this process may use: the smaller of the affinity mask and the
// control group's quota (rounded up), at least 1. It never depends on how busy the machine is.
int usable_cores();

}  // namespace clipdraw
