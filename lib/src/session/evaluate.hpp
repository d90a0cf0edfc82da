// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <functional>
#include <vector>

#include <ATen/ATen.h>

#include "types/latent.hpp"
#include "types/target.hpp"

namespace clipdraw {

// The stages of one step as functions, so that the same code runs with any models.
struct Stages {
  std::function<at::Tensor(const Latent&)> decode;        // -> [1, 3, H, W] float, nominally 0..1
  std::function<at::Tensor(const at::Tensor&)> perceive;  // [K, 3, R, R] float 0..1 -> [K, D] float
};

// A group of views that go through the perceptor together.
struct Look {
  int views = 0;
  std::function<at::Tensor(const at::Tensor&)> make;  // [1, 3, H, W] 0..1 -> [views, 3, R, R] 0..1
};

// What is asked of Z beside the prompts.
struct Regularisers {
  double tv = 0;    // weight of the picture's total variation
  double pull = 0;  // weight of the squared distance to where Z started
};

struct Evaluation {
  double loss = 0;                    // all terms together
  double distance = 0;                // the prompts' part
  std::vector<at::Tensor> gradients;  // of the loss, one a part of Z, of the part's shape
};

// Computes the loss of Z and its gradient: decode, clamp, look, perceive, compare, and back. Groups
// of views are taken one after the other, so that memory is that of the largest group; the result
// is the same as if all went together, up to rounding. latent: leaves that require a gradient;
// start: the same parts as the loop found them. Values may be NaN: the caller checks.
Evaluation evaluate(const Stages& stages, const Latent& latent, const Latent& start,
                    const std::vector<Look>& looks, const Target& target,
                    const Regularisers& regularisers);

}  // namespace clipdraw
