// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "nn/packed_conv.hpp"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

#include "base/error.hpp"

namespace clipdraw {

PackedConv::PackedConv(const Conv2d& conv, at::ScalarType type) : padding_(conv.padding) {
  const at::NoGradGuard no_grad;
  if (conv.stride != 1 || conv.weight.size(2) != 2 * conv.padding + 1) {
    fail(Status::internal, "a packed convolution of stride {} with kernel {} and padding {}",
         conv.stride, conv.weight.size(2), conv.padding);
  }
  weight_ = by_place(conv.weight.to(type));
  turned_ = by_place(conv.weight.flip({2, 3}).transpose(0, 1).contiguous().to(type));
  if (conv.bias.defined()) bias_ = conv.bias.to(type);
}

at::Tensor PackedConv::forward(const at::Tensor& x) const {
  return at::conv2d(x, weight_, bias_, 1, padding_);
}

at::Tensor PackedConv::backward(const at::Tensor& gradient) const {
  return at::conv2d(gradient, turned_, {}, 1, padding_);
}

}  // namespace clipdraw
