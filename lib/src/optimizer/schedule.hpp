// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "types/options.hpp"

namespace clipdraw {

// Returns the learning rate of step `step` (0-based) of `steps`: the base rate throughout
// (constant), half a cosine from it down to 0 (cosine), or a tenth of it in the last quarter
// (step).
double scheduled_rate(ScheduleKind schedule, double base, int step, int steps);

}  // namespace clipdraw
