// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>

#include "cutouts/view.hpp"

namespace clipdraw {

// How views are drawn at random. Views come in two kinds: wide ones hold the whole picture, crops a
// part of it.
struct CutoutSettings {
  int views = 16;
  double wide_share = 0.4;  // share of wide views, 0..1; with any share above 0 at least one view
  double power = 1.0;  // crops: side = least + (1 - least) u^power of the picture's shorter side
  double noise = 0.0;  // greatest standard deviation of the noise in a view
};

// Draws the views of a step. The first wide view shows the whole picture upright with its own
// colours, so that each step also sees what a person will see. All random numbers come from
// (seed, step, index of the view): a view does not depend on how many others there are, except
// for which are wide.
ViewPlan plan_views(const CutoutSettings& settings, int width, int height, int size, uint64_t seed,
                    uint32_t step);

// Returns the fixed views that score a finished picture: the whole of it, then count - 1 crops of
// nine tenths towards the corners. Nothing random. count is 1 to 5.
ViewPlan plan_fixed_views(int count, int width, int height, int size);

}  // namespace clipdraw
