// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/ATen.h>

#include "cutouts/view.hpp"

namespace clipdraw {

// What resample() computes, by LibTorch's operations: one view after the other, the pixels under
// each tent gathered and weighted, the gradient LibTorch's own. For measuring and for tests. image:
// [1, 3, H, W] float or double, nominally 0..1; plan: one that resample() takes. Returns [K, 3,
// size, size] of the same type.
at::Tensor plain_resample(const at::Tensor& image, const ViewPlan& plan);

}  // namespace clipdraw
