// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/core/Tensor.h>

#include "nn/layers.hpp"

namespace clipdraw::kernels {

// Applies the function element by element, in one pass. x: any shape, bfloat16 or float, contiguous
// in some order; returns the same shape, type and order. quick_gelu is refused: the layers around
// it make a SiLU of it.
at::Tensor activate(const at::Tensor& x, Activation activation);

// The gradient of x. gradient: that of the result, as x; its memory may be used again.
at::Tensor activate_backward(at::Tensor gradient, const at::Tensor& x, Activation activation);

}  // namespace clipdraw::kernels
