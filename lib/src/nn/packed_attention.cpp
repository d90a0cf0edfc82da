// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "nn/packed_attention.hpp"

#include <ATen/ATen.h>

#include "base/switches.hpp"
#include "nn/kernels/softmax.hpp"
#include "nn/products.hpp"

namespace clipdraw {
namespace {

// [N, L, width] as [N, heads, L, width / heads].
at::Tensor by_head(const at::Tensor& tensor, int64_t heads) {
  return tensor.unflatten(2, {heads, tensor.size(2) / heads}).transpose(1, 2);
}

// The same by LibTorch's operations alone, in float.
at::Tensor in_float(const at::Tensor& tensor, int64_t heads) {
  return by_head(tensor, heads).to(at::kFloat);
}

Attended attend_plainly(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                        int64_t heads) {
  const at::Tensor shares =
      at::softmax(at::matmul(in_float(q, heads), in_float(k, heads).transpose(2, 3)), -1);
  const at::Tensor mixed = at::matmul(shares, in_float(v, heads)).transpose(1, 2);
  return {mixed.reshape(q.sizes()).to(q.scalar_type()), shares.to(q.scalar_type())};
}

void attend_backward_plainly(const at::Tensor& gradient, const at::Tensor& kept_shares,
                             const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                             const at::Tensor& dq, const at::Tensor& dk, const at::Tensor& dv) {
  const int64_t heads = kept_shares.size(1);
  const at::Tensor shares = kept_shares.to(at::kFloat);
  const at::Tensor mixed = in_float(gradient, heads);
  by_head(dv, heads).copy_(at::matmul(shares.transpose(2, 3), mixed));
  const at::Tensor slopes = at::_softmax_backward_data(
      at::matmul(mixed, in_float(v, heads).transpose(2, 3)), shares, -1, at::kFloat);
  by_head(dq, heads).copy_(at::matmul(slopes, in_float(k, heads)));
  by_head(dk, heads).copy_(at::matmul(slopes.transpose(2, 3), in_float(q, heads)));
}

at::Tensor scores_for(const at::Tensor& queries, const at::Tensor& keys) {
  return at::empty({queries.size(0), queries.size(1), queries.size(2), keys.size(2)},
                   queries.options().dtype(at::kFloat));
}

}  // namespace

Attended attend(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, int64_t heads) {
  if (!is_on(Switch::attention)) return attend_plainly(q, k, v, heads);
  const at::Tensor queries = by_head(q, heads);
  const at::Tensor keys = by_head(k, heads);
  const at::Tensor scores = scores_for(queries, keys);
  multiply(queries, keys.transpose(2, 3), scores);
  Attended attended{at::empty(q.sizes(), q.options()), kernels::softmax(scores, q.scalar_type())};
  multiply(attended.shares, by_head(v, heads), by_head(attended.mixed, heads));
  return attended;
}

void attend_backward(const at::Tensor& gradient, const at::Tensor& shares, const at::Tensor& q,
                     const at::Tensor& k, const at::Tensor& v, const at::Tensor& dq,
                     const at::Tensor& dk, const at::Tensor& dv) {
  if (!is_on(Switch::attention)) {
    attend_backward_plainly(gradient, shares, q, k, v, dq, dk, dv);
    return;
  }
  const int64_t heads = shares.size(1);
  const at::Tensor queries = by_head(q, heads);
  const at::Tensor keys = by_head(k, heads);
  const at::Tensor mixed = by_head(gradient, heads);
  multiply(shares.transpose(2, 3), mixed, by_head(dv, heads));
  const at::Tensor of_shares = scores_for(queries, keys);
  multiply(mixed, by_head(v, heads).transpose(2, 3), of_shares);
  const at::Tensor slopes = kernels::softmax_backward(of_shares, shares);
  multiply(slopes, keys, by_head(dq, heads));
  multiply(slopes.transpose(2, 3), queries, by_head(dk, heads));
}

}  // namespace clipdraw
