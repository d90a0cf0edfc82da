// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/core/Tensor.h>

#include "nn/layers.hpp"

namespace clipdraw {

// A convolution of stride 1 that keeps the size, with frozen weights that are cast once, for both
// directions: the gradient of the input is the convolution of the output's with the kernel turned
// by half a turn, so the input need not be kept.
class PackedConv {
 public:
  PackedConv() = default;
  // conv: odd kernel, padding kernel / 2, stride 1. type: bfloat16 or float.
  PackedConv(const Conv2d& conv, at::ScalarType type);

  bool defined() const { return weight_.defined(); }
  // x: [N, in, H, W] of that type, channels last; returns [N, out, H, W].
  at::Tensor forward(const at::Tensor& x) const;
  // gradient: [N, out, H, W]; returns [N, in, H, W].
  at::Tensor backward(const at::Tensor& gradient) const;

 private:
  at::Tensor weight_;  // [out, in, k, k]
  at::Tensor bias_;    // [out], or undefined
  at::Tensor turned_;  // [in, out, k, k]
  int64_t padding_ = 0;
};

}  // namespace clipdraw
