// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/core/Tensor.h>

#include <memory>
#include <vector>

#include "generator/autoencoder.hpp"
#include "types/compute.hpp"

namespace clipdraw {

template <typename Network>
class WrittenOut;

// A ConvDecoder with frozen weights in bfloat16 as one differentiable function: forward and
// backward are written out, norm and activation are one pass, and of each block only what its
// backward pass needs is kept. The first and the last convolution are float. Immutable: any number
// of threads may use it.
class PackedDecoder {
 public:
  explicit PackedDecoder(const ConvDecoder& decoder);
  ~PackedDecoder();

  // z: [N, z_channels, h, w] float; returns [N, 3, h * factor, w * factor] float.
  at::Tensor operator()(const at::Tensor& z, Recompute recompute = Recompute::none) const;

  class Part;  // of the chain

 private:
  struct Pass;
  friend class WrittenOut<PackedDecoder>;
  at::Tensor forward(const at::Tensor& z, Pass* pass) const;
  at::Tensor backward(const at::Tensor& gradient, Pass& pass) const;
  void restore_inputs(Pass& pass) const;

  std::vector<std::unique_ptr<const Part>> parts_;  // in the order they run
  size_t large_ = 0;                                // the first one of full size
};

}  // namespace clipdraw
