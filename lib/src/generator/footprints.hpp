// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

// What the layers of generators take, see nn/footprint.hpp.
#pragma once

#include "nn/footprint.hpp"
#include "nn/layers.hpp"

namespace clipdraw {

// A convolution that keeps the size. x: its input.
Footprint conv_footprint(const Conv2d& conv, const BatchShape& x);
// One after a doubling of the size.
Footprint upsample_footprint(const Conv2d& conv, const BatchShape& x);
// One after a norm and an activation.
Footprint norm_conv_footprint(const GroupNorm& norm, Activation activation, const Conv2d& conv,
                              const BatchShape& x);
// Values that a convolution's own workspace takes: its weights in the order that the processor
// likes.
int64_t conv_workspace(const Conv2d& conv);
// Values that the way back through a norm takes besides its input, gradient and result.
int64_t norm_workspace(const GroupNorm& norm, const BatchShape& x);

}  // namespace clipdraw
