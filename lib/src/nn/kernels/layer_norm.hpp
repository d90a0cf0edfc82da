// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/core/Tensor.h>

namespace clipdraw::kernels {

// What is left of a layer norm for its backward pass.
struct Normed {
  at::Tensor rows;   // [M, width] of the type that was asked for: (x - mean) / deviation
  at::Tensor scale;  // [M] float: 1 / deviation
};

// Normalises rows, without weight and bias (those are part of the linear layer that follows).
// x: [M, width] float, contiguous; more: the same shape, bfloat16 or float, is added to x in place
// first; undefined: nothing is. type: of the result.
Normed layer_norm(at::Tensor& x, const at::Tensor& more, at::ScalarType type, double epsilon);

// Adds the gradient of x to `sum`. gradient: [M, width] of Normed::rows; sum: [M, width] float.
void layer_norm_backward_add(at::Tensor& sum, const at::Tensor& gradient, const Normed& normed);

}  // namespace clipdraw::kernels
