// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "nn/footprint.hpp"
#include "nn/layers.hpp"
#include "types/work.hpp"

namespace clipdraw {

// Bottleneck whose stride is an average pool before the 1x1 convolutions (He et al. 2019, "Bag of
// tricks", as CLIP uses it).
struct Bottleneck {
  Conv2d conv1, conv2, conv3;
  Conv2d downsample;  // weight undefined: the identity
  int64_t stride = 1;

  // x: [N, in, H, W] float; returns [N, out, H / stride, W / stride].
  at::Tensor operator()(const at::Tensor& x) const;
  // side: of what comes in, and then of what it gives.
  Work work(int64_t& side) const;
  Footprint footprint(const BatchShape& x) const;
};

// What stands between the first convolution of a ModifiedResNet and its pool.
struct ResNetBody {
  Conv2d conv2, conv3;
  std::vector<Bottleneck> blocks;

  // x: [N, stem, H, W] float; returns [N, C, H', W'] float.
  at::Tensor operator()(const at::Tensor& x) const;
};

// A body of the same shapes whose convolutions take no memory; values are not to be read.
ResNetBody without_values(ResNetBody body);

}  // namespace clipdraw
