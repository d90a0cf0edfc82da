// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/core/Tensor.h>

#include <memory>
#include <vector>

#include "nn/transformer_block.hpp"

namespace clipdraw {

template <typename Network>
class WrittenOut;

// Which tokens are read after the last block. Where it is the first alone, that block computes no
// more than that.
enum class Reads { first, all };

// The blocks of a transformer as one differentiable function with frozen weights: forward and
// backward are written out, so that what lies between the matrix products is done in few passes,
// and only what the backward pass needs is kept. Weight and bias of the norms become a part of the
// linear layers behind them. Immutable: any number of threads may use it.
class Trunk {
 public:
  // type: bfloat16 or float, of the matrix products' factors; what runs from block to block, norms,
  // softmax and all sums are float.
  explicit Trunk(const std::vector<TransformerBlock>& blocks, at::ScalarType type = at::kBFloat16,
                 Reads reads = Reads::first);
  ~Trunk();

  // x: [N, L, width] float. Returns the first token after the last block, [N, width] float, or all
  // of them, [N, L, width] float.
  at::Tensor operator()(const at::Tensor& x) const;

 private:
  struct Layer;
  struct Kept;
  struct Pass;
  friend class WrittenOut<Trunk>;
  at::Tensor forward(const at::Tensor& input, Pass* pass) const;
  at::Tensor backward(const at::Tensor& gradient, Pass& pass) const;

  std::vector<Layer> layers_;
  at::ScalarType type_;
};

}  // namespace clipdraw
