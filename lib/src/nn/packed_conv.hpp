// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/core/Tensor.h>

#include <memory>

#include "nn/frozen_conv.hpp"
#include "nn/layers.hpp"

namespace clipdraw {

// A convolution of stride 1 that keeps the size, with frozen weights that are cast and laid out
// once, for both directions: the gradient of the input is the convolution of the output's with the
// kernel turned by half a turn, so the input need not be kept. Copies share what is laid out.
// Immutable: any number of threads may use it.
class PackedConv {
 public:
  PackedConv() = default;
  // conv: odd kernel, padding kernel / 2, stride 1. type: bfloat16 or float, of the factors; sums
  // are float.
  PackedConv(const Conv2d& conv, at::ScalarType type);

  bool defined() const { return forward_ != nullptr; }
  // x: [N, in, H, W] of that type, channels last; returns [N, out, H, W] of that type.
  at::Tensor forward(const at::Tensor& x) const;
  // The same, where what is negative becomes 0.
  at::Tensor forward_rectified(const at::Tensor& x) const;
  // The same in float.
  at::Tensor forward_float(const at::Tensor& x) const;
  // gradient: [N, out, H, W] of that type, channels last; returns [N, in, H, W] of that type.
  at::Tensor backward(const at::Tensor& gradient) const;

 private:
  std::shared_ptr<const FrozenConv> forward_, backward_;
};

// What convolutions take in fp32, in values, once they are packed.
struct PackedConvMemory {
  int64_t weights = 0;    // all in both directions, more than the plain ones
  int64_t workspace = 0;  // of the one that takes most

  // conv: weight undefined: none.
  void add(const Conv2d& conv);
  // kernel_sizes: of what a convolution of that weight becomes before it is laid out.
  void add(const Conv2d& conv, at::IntArrayRef kernel_sizes);
};

}  // namespace clipdraw
