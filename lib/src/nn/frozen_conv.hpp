// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/core/Tensor.h>

#include <memory>

namespace clipdraw {

// A convolution of stride 1 one way, without a gradient, whose frozen kernel is laid out once. What
// the packed layers are made of. Immutable: any number of threads may use it.
class FrozenConv {
 public:
  // kernel: [out, in, k, k] bfloat16 or float, the type of the factors; sums are float. bias: [out]
  // float, or undefined. padding: zeros above and left, and below and right.
  FrozenConv(const at::Tensor& kernel, at::Tensor bias, int64_t padding_before,
             int64_t padding_after);
  ~FrozenConv();

  // x: [N, in, H, W] of that type, channels last; returns [N, out, H', W'] of the type `out`,
  // channels last. rectified: what is negative becomes 0.
  at::Tensor operator()(const at::Tensor& x, at::ScalarType out, bool rectified = false) const;

  // Values that a float kernel of these sizes becomes, and that it is worked with.
  static int64_t laid_out_values(at::IntArrayRef kernel_sizes);
  static int64_t workspace_values(at::IntArrayRef kernel_sizes);

  class Products;

 private:
  std::unique_ptr<const Products> products_;
};

}  // namespace clipdraw
