// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "nn/packed_conv.hpp"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

#include <algorithm>

#include "base/error.hpp"

namespace clipdraw {

PackedConv::PackedConv(const Conv2d& conv, at::ScalarType type) {
  const at::Tensor& kernel = conv.weight;
  const int64_t side = kernel.size(2);
  if (conv.stride != 1 || side != 2 * conv.padding + 1) {
    fail(Status::internal, "a packed convolution of stride {} with kernel {} and padding {}",
         conv.stride, side, conv.padding);
  }
  const at::NoGradGuard no_grad;
  forward_ = std::make_shared<const FrozenConv>(kernel.to(type), conv.bias, side / 2, side / 2);
  backward_ = std::make_shared<const FrozenConv>(kernel.flip({2, 3}).transpose(0, 1).to(type),
                                                 at::Tensor(), side / 2, side / 2);
}

at::Tensor PackedConv::forward(const at::Tensor& x) const {
  return (*forward_)(x, x.scalar_type());
}

at::Tensor PackedConv::forward_rectified(const at::Tensor& x) const {
  return (*forward_)(x, x.scalar_type(), true);
}

at::Tensor PackedConv::forward_float(const at::Tensor& x) const {
  return (*forward_)(x, at::kFloat);
}

at::Tensor PackedConv::backward(const at::Tensor& gradient) const {
  return (*backward_)(gradient, gradient.scalar_type());
}

void PackedConvMemory::add(const Conv2d& conv) {
  if (conv.weight.defined()) add(conv, conv.weight.sizes());
}

void PackedConvMemory::add(const Conv2d& conv, at::IntArrayRef kernel_sizes) {
  weights += 2 * FrozenConv::laid_out_values(kernel_sizes) - conv.weight.numel();
  workspace = std::max(workspace, FrozenConv::workspace_values(kernel_sizes));
}

}  // namespace clipdraw
