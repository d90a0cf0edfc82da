// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>

namespace clipdraw {

// A convolution of stride 1 one way, without a gradient, in float, by Winograd's minimal filtering
// (nn/kernels/winograd.hpp): some tiles at a time, which stay near the processor from the pixels to
// the pixels. Immutable: any number of threads may use it.
class WinogradConv {
 public:
  // True for the kernels that gain from it: of 3 x 3 and 2 x 2, neither narrow nor so large that
  // what they become, up to nine times as much, would have to be fetched from far away.
  static bool suits(at::IntArrayRef kernel_sizes);
  // Values that the kernel becomes, and that some threads work with at most.
  static int64_t laid_out_values(at::IntArrayRef kernel_sizes);
  static int64_t workspace_values(at::IntArrayRef kernel_sizes);

  // kernel: [out, in, k, k] float that suits; bias: [out] float, or undefined. padding: zeros above
  // and left, and below and right.
  WinogradConv(const at::Tensor& kernel, at::Tensor bias, int64_t padding_before,
               int64_t padding_after);
  ~WinogradConv();

  // x: [N, in, H, W] float, channels last; returns [N, out, H', W'] float, channels last.
  // rectified: what is negative becomes 0.
  at::Tensor operator()(const at::Tensor& x, bool rectified) const;

 private:
  class Products;
  int64_t out_, side_, before_, after_;
  at::Tensor bias_;
  std::unique_ptr<const Products> products_;
};

}  // namespace clipdraw
