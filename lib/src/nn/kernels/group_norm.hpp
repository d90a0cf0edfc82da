// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/core/Tensor.h>

namespace clipdraw::kernels {

// A group norm and what may follow it at once.
struct GroupNormParts {
  at::Tensor weight;  // [C] float
  at::Tensor bias;    // [C] float
  int64_t groups = 32;
  double epsilon = 1e-6;
  bool silu = false;  // x * sigmoid(x) of the result
};

// What its backward pass needs beside the input.
struct GroupStatistics {
  at::Tensor mean;   // [N, groups] float
  at::Tensor scale;  // [N, groups] float: 1 / deviation
};

// x: [N, C, H, W] bfloat16 or float, laid out channels last. Returns the same, and in `statistics`
// what it found. Sums are those of fixed pieces, so the bits do not depend on the thread count.
at::Tensor group_norm(const at::Tensor& x, const GroupNormParts& parts,
                      GroupStatistics& statistics);

// Returns the gradient of x. gradient: as x.
at::Tensor group_norm_backward(const at::Tensor& gradient, const at::Tensor& x,
                               const GroupNormParts& parts, const GroupStatistics& statistics);

}  // namespace clipdraw::kernels
