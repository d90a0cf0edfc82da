// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/core/Tensor.h>

namespace clipdraw {

// Multi-head attention over few tokens, whose shares are kept for the way back. All tensors are
// bfloat16 or all float; queries carry the scale. Scores and softmax are float.
struct Attended {
  at::Tensor mixed;   // [N, Q, width]: softmax(q k^T) v, heads side by side
  at::Tensor shares;  // [N, heads, Q, L]: the softmax, for the backward pass
};

// q: [N, Q, width]; k, v: [N, L, width]; views of larger tensors are fine.
Attended attend(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, int64_t heads);

// Writes the gradients of q, k and v to dq, dk and dv, tensors or views of their shapes. gradient:
// that of Attended::mixed.
void attend_backward(const at::Tensor& gradient, const at::Tensor& shares, const at::Tensor& q,
                     const at::Tensor& k, const at::Tensor& v, const at::Tensor& dq,
                     const at::Tensor& dk, const at::Tensor& dv);

}  // namespace clipdraw
