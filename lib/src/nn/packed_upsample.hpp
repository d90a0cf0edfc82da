// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/core/Tensor.h>

#include <memory>

#include "nn/frozen_conv.hpp"
#include "nn/layers.hpp"
#include "nn/packed_conv.hpp"

namespace clipdraw {

// Each pixel made two by two, and a convolution of 3 x 3 over that, as one convolution of 2 x 2
// over the small picture: of the nine pixels under the kernel only four differ, so their weights
// are added up, for each of the four phases of a pixel. Four ninths of the work, and the large
// picture is never made.
class PackedUpsample {
 public:
  // conv: 3 x 3, padding 1, stride 1. type: bfloat16 or float, of the factors.
  PackedUpsample(const Conv2d& conv, at::ScalarType type);

  // Adds what such a layer takes. conv: weight undefined: none.
  static void add_to(PackedConvMemory& memory, const Conv2d& conv);

  // x: [N, in, H, W] of that type, channels last; returns [N, out, 2 H, 2 W] of that type.
  at::Tensor forward(const at::Tensor& x) const;
  // gradient: [N, out, 2 H, 2 W]; returns [N, in, H, W].
  at::Tensor backward(const at::Tensor& gradient) const;

 private:
  std::shared_ptr<const FrozenConv> forward_, backward_;
  PackedConv plain_;  // over the large picture, where this optimisation is off
};

}  // namespace clipdraw
