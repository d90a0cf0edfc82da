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

// A ConvDecoder with frozen weights as one differentiable function: forward and backward are
// written out, norm and activation are one pass, and of each block only what its backward pass
// needs is kept. Immutable: any number of threads may use it.
class PackedDecoder {
 public:
  // type: bfloat16 or float, of the factors of products and of what passes between them.
  PackedDecoder(const ConvDecoder& decoder, at::ScalarType type);
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

  at::ScalarType type_;
  std::vector<std::unique_ptr<const Part>> parts_;  // in the order they run
  size_t large_ = 0;                                // the first one of full size
};

}  // namespace clipdraw
