// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/core/Tensor.h>

#include <memory>

namespace clipdraw {

// y = x W^T + b with a frozen W that is cast and laid out once, for both directions. Copies share
// what is laid out. Immutable: any number of threads may use it.
class PackedLinear {
 public:
  PackedLinear() = default;
  // weight: [out, in] float; bias: [out] float, or undefined; type: bfloat16 or float, of the
  // products' factors. Sums are float.
  PackedLinear(const at::Tensor& weight, const at::Tensor& bias, at::ScalarType type);

  // x: [M, in] of that type, contiguous; returns [M, out] of that type.
  at::Tensor forward(const at::Tensor& x) const;
  // The gradient of x. gradient: [M, out] of that type, contiguous; returns [M, in].
  at::Tensor backward(const at::Tensor& gradient) const;
  // The same with a gradient. x: [..., in] of any floating type, which the gradient gets too;
  // returns [..., out] of the type of the products.
  at::Tensor operator()(const at::Tensor& x) const;

  class Matrix;

 private:
  struct Function;
  at::ScalarType type_ = at::kFloat;
  std::shared_ptr<const Matrix> forward_, backward_;
};

}  // namespace clipdraw
