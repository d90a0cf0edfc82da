// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/core/Tensor.h>

namespace clipdraw::kernels {

// Softmax over the last dimension. scores: [..., L] float, contiguous; returns the same shape of
// the type, bfloat16 or float.
at::Tensor softmax(const at::Tensor& scores, at::ScalarType type);

// The gradient of the scores. slopes: that of the shares, [..., L] float, contiguous; shares: what
// softmax() returned, whose type the result has.
at::Tensor softmax_backward(const at::Tensor& slopes, const at::Tensor& shares);

}  // namespace clipdraw::kernels
