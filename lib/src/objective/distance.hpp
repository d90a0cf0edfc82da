// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/ATen.h>

namespace clipdraw {

// Half the squared angle between unit vectors, 2 asin(|a - b| / 2)^2: 0 for the same direction,
// pi^2 / 2 for opposite ones. It is a function of |a - b| alone, and its gradient stays finite
// where asin's own does not: at a == b it is 0, and next to the antipode its size is limited.
// a: [K, D], b: [N, D], both unit, float or double. Returns [K, N]. Only a receives a gradient.
at::Tensor spherical_distance(const at::Tensor& a, const at::Tensor& b);

}  // namespace clipdraw
