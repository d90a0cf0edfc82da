// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include <ATen/ATen.h>

#include "types/latent.hpp"
#include "types/target.hpp"
#include "types/times.hpp"

namespace clipdraw {

// One perceptor, what it compares views with, and how much its word counts.
struct Guide {
  std::function<at::Tensor(const at::Tensor&)> perceive;  // [K, 3, R, R] float 0..1 -> [K, D] float
  Target target;
  double share = 1;  // the shares of all guides sum to 1
};

// The models of one step as functions, so that the same code runs with any of them.
struct Stages {
  std::function<at::Tensor(const Latent&)> decode;  // N of Z -> [N, 3, H, W] float, nominally 0..1
  std::vector<Guide> guides;
};

// The most views that go through a guide at once where memory is not limited, those of several
// pictures counted together; more only where one picture's look has more. Sums depend on it in
// their last bits.
constexpr int kViewsTogether = 32;

// Views of one picture that go through their guides together.
struct Look {
  int views = 0;
  std::function<at::Tensor(const at::Tensor&)> make;  // [1, 3, H, W] 0..1 -> [views, 3, R, R] 0..1
  std::vector<size_t> guides = {0};                   // who sees them: indices of Stages::guides
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
  Times times;                        // of the generator, the cutouts and the guides
};

// One of the pictures that are evaluated together.
struct Subject {
  Stages stages;  // the models are the same for all, what they are compared with is its own
  Latent latent;  // [1, C, h, w] each; leaves that require a gradient
  Latent start;   // the same parts as the loop found them
  std::vector<Look> looks;  // its own, but as many with as many views and the same guides for all
  Regularisers regularisers;
};

// Computes the loss of Z and its gradient: decode, clamp, look, perceive, compare, and back. Groups
// of views are taken one after the other, and so are the guides that see a group, so that memory is
// that of the largest; the result is the same as if all went together, up to rounding. Every guide
// judges by the mean over all views that it sees. latent: leaves that require a gradient; start:
// the same parts as the loop found them. Values may be NaN: the caller checks.
Evaluation evaluate(const Stages& stages, const Latent& latent, const Latent& start,
                    const std::vector<Look>& looks, const Regularisers& regularisers);

// The same of several pictures at once: Z of all is decoded in one pass, and the views of
// neighbouring places go through the guides together, up to views_at_once. NULL is an empty place:
// it takes part with another's Z, so that no tensor's shape depends on who is there, and its
// evaluation is empty. The bits of a picture's evaluation depend on how many places there are and
// on which is its own, not on the others. Memory is that of the views of one pass and of the
// generator with all pictures. Each gets an equal share of the time.
std::vector<Evaluation> evaluate_together(const std::vector<const Subject*>& places,
                                          int views_at_once = kViewsTogether);

}  // namespace clipdraw
