// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/core/Tensor.h>

namespace clipdraw {

// Writes the matrix products a b to c. a: [..., M, K] and b: [..., K, L] of one type, bfloat16 or
// float; c: [..., M, L] bfloat16 or float. 3 or 4 dimensions, the leading ones equal; views with
// any strides. No gradients; sums are float.
void multiply(const at::Tensor& a, const at::Tensor& b, const at::Tensor& c);

}  // namespace clipdraw
