// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "latent/bounds.hpp"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

namespace clipdraw {

void clamp_to_bounds(Latent& latent) {
  at::NoGradGuard no_grad;
  for (LatentPart& part : latent) {
    if (part.low.defined()) {
      part.value.copy_(at::maximum(part.value, part.low));
    }
    if (part.high.defined()) {
      part.value.copy_(at::minimum(part.value, part.high));
    }
  }
}

bool is_finite(const Latent& latent) {
  at::NoGradGuard no_grad;
  for (const LatentPart& part : latent) {
    if (!at::isfinite(part.value).all().item<bool>()) {
      return false;
    }
  }
  return true;
}

}  // namespace clipdraw
