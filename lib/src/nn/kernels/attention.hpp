// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/core/Tensor.h>

namespace clipdraw::kernels {

// Multi-head attention over few tokens, in one pass for each head, which fits the cache. All
// tensors are bfloat16 or all float; queries carry the scale. Arithmetic is in float.
struct Attended {
  at::Tensor mixed;          // [N, Q, width]: softmax(q k^T) v, heads side by side
  at::Tensor probabilities;  // [N, heads, Q, L]: the softmax, for the backward pass
};

// q: [N, Q, width]; k, v: [N, L, width]; views of larger tensors are fine as long as the last
// dimension lies together and the first two are one (token * stride).
Attended attend(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, int64_t heads);

// Writes the gradients of q, k and v to dq, dk and dv, tensors or views of their shapes. gradient:
// that of Attended::mixed, contiguous.
void attend_backward(const at::Tensor& gradient, const at::Tensor& probabilities,
                     const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, at::Tensor& dq,
                     at::Tensor& dk, at::Tensor& dv);

}  // namespace clipdraw::kernels
