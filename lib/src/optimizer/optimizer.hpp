// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/ATen.h>

#include <memory>
#include <vector>

#include "types/latent.hpp"
#include "types/options.hpp"

namespace clipdraw {

// Moves Z against its gradient by one of LibTorch's methods. Each part learns at
// learning rate * LatentPart::lr_scale.
class LatentOptimizer {
 public:
  // Keeps the latent's tensors, which become leaves that require a gradient, and writes them in
  // place.
  LatentOptimizer(OptimizerKind kind, const Latent& latent);
  LatentOptimizer(LatentOptimizer&&) noexcept;
  LatentOptimizer& operator=(LatentOptimizer&&) noexcept;
  ~LatentOptimizer();

  // gradients: one a part, of the part's shape.
  void step(const std::vector<at::Tensor>& gradients, double learning_rate);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace clipdraw
