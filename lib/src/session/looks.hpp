// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <vector>

#include "session/evaluate.hpp"
#include "session/model.hpp"
#include "types/options.hpp"

namespace clipdraw {

// Plans how the guides look at the picture in a step, the first of which is 0. Guides of the same
// size see the same views, which are then made once. views_at_once: the most in one look.
std::vector<Look> plan_looks(const Model& model, const Options& options, int step,
                             int views_at_once);

}  // namespace clipdraw
