// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "objective/objective.hpp"

#include "base/error.hpp"
#include "objective/distance.hpp"

namespace clipdraw {
namespace {

constexpr double kLeastLength = 1e-12;

}  // namespace

at::Tensor target_distances(const at::Tensor& embeddings, const Target& target) {
  const at::Tensor length = embeddings.norm(2, {1}, true).clamp_min(kLeastLength);
  return spherical_distance(embeddings / length, target.embeddings);
}

at::Tensor prompt_loss(const at::Tensor& distances, const Target& target) {
  const at::Tensor signed_distances = distances * target.weights.sign();
  const at::Tensor stopped = at::maximum(signed_distances, target.stops);
  return (stopped.mean(0) * target.weights.abs()).sum();
}

at::Tensor total_variation(const at::Tensor& image) {
  at::Tensor sum = at::zeros({}, image.options());
  for (const int64_t axis : {2, 3}) {
    const int64_t last = image.size(axis) - 1;
    if (last > 0) {
      sum = sum + (image.narrow(axis, 1, last) - image.narrow(axis, 0, last)).square().mean();
    }
  }
  return sum;
}

at::Tensor pull_to_start(const Latent& now, const Latent& start) {
  if (now.empty() || now.size() != start.size()) {
    fail(Status::internal, "latents of {} and {} parts", now.size(), start.size());
  }
  at::Tensor sum = at::zeros({}, now.front().value.options());
  for (size_t part = 0; part < now.size(); ++part) {
    sum = sum + (now[part].value - start[part].value.detach()).square().mean();
  }
  return sum;
}

}  // namespace clipdraw
