// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "generator/latent_scale.hpp"

#include <c10/core/GradMode.h>

#include "generator/checks.hpp"

namespace clipdraw {
namespace {

// Encoded photographs reach some 4 standard deviations; beyond, decoders only saturate.
constexpr float kBound = 5;

}  // namespace

LatentScale read_latent_scale(const Description& description, LatentScale fallback) {
  fallback.scale = description.real("scaling_factor", 1e-4, 1e4, fallback.scale);
  fallback.shift = description.real("shift_factor", -1e4, 1e4, fallback.shift);
  return fallback;
}

Latent make_normal_latent(at::Tensor value) {
  LatentPart part;
  part.name = "z";
  part.value = std::move(value);
  part.low = at::full({1, 1, 1, 1}, -kBound, at::kFloat);
  part.high = at::full({1, 1, 1, 1}, kBound, at::kFloat);
  return {std::move(part)};
}

Latent normal_latent_from(const at::Tensor& values, int64_t channels) {
  const at::NoGradGuard no_grad;
  require_values(values, channels);
  return make_normal_latent(values.clamp(-kBound, kBound));
}

}  // namespace clipdraw
