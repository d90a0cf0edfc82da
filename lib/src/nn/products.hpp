// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/core/Tensor.h>

namespace clipdraw {

// Writes the matrix products a b to c. a: [..., M, K] and b: [..., K, L] of one type, bfloat16 or
// float; c: [..., M, L] bfloat16 or float. 3 or 4 dimensions, the leading ones equal; views with
// any strides. No gradients; sums are float.
void multiply(const at::Tensor& a, const at::Tensor& b, const at::Tensor& c);

// Returns x W^T + b, [..., out] float. x: [..., in] float; weight: [out, in] float, in any order of
// memory; bias: [out] float, or undefined. No gradients. Not by LibTorch's BLAS, whose speed is a
// matter of luck: a reference one may be installed, and OpenBLAS takes kernels of 2004 for a
// processor newer than itself.
at::Tensor multiply_rows(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias);

}  // namespace clipdraw
