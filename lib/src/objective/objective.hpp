// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/ATen.h>

#include "types/latent.hpp"
#include "types/target.hpp"

namespace clipdraw {

// Distance of every view to every target.
// embeddings: [K, D] float, any length (normalised here). Returns [K, N] float, 0 to pi^2 / 2.
at::Tensor target_distances(const at::Tensor& embeddings, const Target& target);

// The part of the loss that the prompts ask for: the sum over targets of
// |w| * mean over views of max(d * sign(w), stop). A negative weight pushes away from its target,
// and its stop (negative too) says at which distance that ends.
// distances: [K, N] from target_distances. Returns a scalar.
at::Tensor prompt_loss(const at::Tensor& distances, const Target& target);

// Mean squared difference of neighbouring pixels, down and across.
// image: [1, 3, H, W] float, 0..1. Returns a scalar.
at::Tensor total_variation(const at::Tensor& image);

// Mean squared difference between Z and where it started, summed over the parts. Returns a scalar.
at::Tensor pull_to_start(const Latent& now, const Latent& start);

}  // namespace clipdraw
