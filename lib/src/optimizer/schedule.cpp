// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "optimizer/schedule.hpp"

#include <algorithm>
#include <cmath>

namespace clipdraw {

double scheduled_rate(ScheduleKind schedule, double base, int step, int steps) {
  const double done = std::clamp(static_cast<double>(step) / std::max(steps, 1), 0.0, 1.0);
  switch (schedule) {
    case ScheduleKind::constant: return base;
    case ScheduleKind::cosine: return base * 0.5 * (1.0 + std::cos(3.14159265358979323846 * done));
    case ScheduleKind::step: return done < 0.75 ? base : 0.1 * base;
  }
  return base;
}

}  // namespace clipdraw
