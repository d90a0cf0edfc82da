// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "nn/packed_upsample.hpp"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

#include "base/error.hpp"
#include "base/switches.hpp"
#include "nn/kernels/phases.hpp"
#include "nn/kernels/upsample.hpp"

namespace clipdraw {
namespace {

// What the three taps of a side become for an even and for an odd pixel: the even one's upper
// neighbour is another pixel of the small picture, the odd one's lower.
at::Tensor taps_of(const at::Tensor& kernel, int64_t dimension, int64_t odd) {
  const auto tap = [&](int64_t index) { return kernel.select(dimension, index); };
  return odd == 0 ? at::stack({tap(0), tap(1) + tap(2)}, dimension)
                  : at::stack({tap(0) + tap(1), tap(2)}, dimension);
}

// kernel: [out, in, 3, 3]; returns [4 out, in, 2, 2], phase by phase.
at::Tensor by_phase(const at::Tensor& kernel) {
  std::vector<at::Tensor> phases;
  for (const int64_t row : {0, 1}) {
    for (const int64_t column : {0, 1}) {
      phases.push_back(taps_of(taps_of(kernel, 2, row), 3, column));
    }
  }
  return at::cat(phases);
}

}  // namespace

PackedUpsample::PackedUpsample(const Conv2d& conv, at::ScalarType type) {
  const at::Tensor& kernel = conv.weight;
  if (conv.stride != 1 || kernel.size(2) != 3 || conv.padding != 1) {
    fail(Status::internal, "a packed upsampling of stride {} with kernel {} and padding {}",
         conv.stride, kernel.size(2), conv.padding);
  }
  const at::NoGradGuard no_grad;
  if (!is_on(Switch::upsample)) {
    plain_ = PackedConv(conv, type);
    return;
  }
  const at::Tensor phases = by_phase(kernel);
  forward_ = std::make_shared<const FrozenConv>(
      phases.to(type), conv.bias.defined() ? conv.bias.repeat({4}) : conv.bias, 1, 1);
  backward_ = std::make_shared<const FrozenConv>(phases.flip({2, 3}).transpose(0, 1).to(type),
                                                 at::Tensor(), 0, 0);
}

void PackedUpsample::add_to(PackedConvMemory& memory, const Conv2d& conv) {
  if (!conv.weight.defined() || !is_on(Switch::upsample)) return memory.add(conv);
  memory.add(conv, {4 * conv.weight.size(0), conv.weight.size(1), 2, 2});
}

at::Tensor PackedUpsample::forward(const at::Tensor& x) const {
  if (plain_.defined()) return plain_.forward(kernels::upsample(x));
  return kernels::from_phases((*forward_)(x, x.scalar_type()));
}

at::Tensor PackedUpsample::backward(const at::Tensor& gradient) const {
  if (plain_.defined()) return kernels::upsample_backward(plain_.backward(gradient));
  return (*backward_)(kernels::to_phases(gradient), gradient.scalar_type());
}

}  // namespace clipdraw
