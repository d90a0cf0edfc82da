// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "clip/bottleneck.hpp"
#include "nn/packed_conv.hpp"

namespace clipdraw {

template <typename Network>
class WrittenOut;

// A ResNetBody with frozen weights as one differentiable function: forward and backward are written
// out, and only the results of the rectifiers are kept. Immutable: any number of threads may use
// it.
class PackedResNet {
 public:
  // type: bfloat16 or float, of the factors of products and of what passes between them.
  PackedResNet(const ResNetBody& body, at::ScalarType type);
  ~PackedResNet();

  // x: [N, stem, H, W] float, not negative; returns [N, C, H', W'] float.
  at::Tensor operator()(const at::Tensor& x) const;

 private:
  struct Block {
    PackedConv conv1, conv2, conv3, downsample;
    bool pools = false;  // by two, before conv3 and downsample
  };
  struct Pass;
  friend class WrittenOut<PackedResNet>;
  at::Tensor forward(const at::Tensor& input, Pass* pass) const;
  at::Tensor backward(const at::Tensor& gradient, Pass& pass) const;

  at::ScalarType type_;
  PackedConv conv2_, conv3_;
  std::vector<Block> blocks_;
};

}  // namespace clipdraw
