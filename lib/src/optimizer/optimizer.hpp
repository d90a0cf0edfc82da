// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/ATen.h>

#include <map>
#include <memory>
#include <string>
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

  // What the method remembers between steps, as views: for each part its moments by name, of the
  // part's shape, float, and "step", [] int64. A part of which nothing is remembered has none.
  std::vector<std::map<std::string, at::Tensor>> moments() const;
  // Goes on with a copy of what another one remembered. Throws unsupported when that is of another
  // method or of other parts.
  void remember(const std::vector<std::map<std::string, at::Tensor>>& moments);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace clipdraw
