// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

// Layers of frozen weights whose graphs keep less than LibTorch's own, which have to be ready for
// gradients of the weights. Results are the same, bit for bit.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>

#include "nn/footprint.hpp"
#include "nn/layers.hpp"

namespace clipdraw {

// Convolution whose graph keeps its weight alone: neither the gradient to x nor anything else needs
// the values of x. x: [N, in, H, W] float; returns [N, out, H', W'] float.
at::Tensor convolve(const at::Tensor& x, const Conv2d& conv);

// activate(norm(x)), whose graph keeps x alone: the normalised values are computed again on the way
// back, some groups at a time, which costs little beside the convolutions around it. The gradient
// is the plain layers' up to rounding. x: [N, C, H, W] float; returns the same shape.
at::Tensor norm_and_activate(const at::Tensor& x, const GroupNorm& norm, Activation activation);

// How many of the values of x its way back takes at once.
int64_t lean_norm_values(const BatchShape& x, int64_t groups);

}  // namespace clipdraw
