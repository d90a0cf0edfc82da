// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/ATen.h>

#include <cstdint>

#include "generator/description.hpp"
#include "types/latent.hpp"

namespace clipdraw {

// Makes the latents of a published autoencoder about unit normal, which Z is to be: diffusers' and
// latent-diffusion's z = (latent - shift) * scale.
struct LatentScale {
  double scale = 1;
  double shift = 0;

  at::Tensor to_z(const at::Tensor& latent) const { return (latent - shift) * scale; }
  at::Tensor from_z(const at::Tensor& z) const { return z * (1 / scale) + shift; }
};

// Reads "scaling_factor" and "shift_factor"; what is absent stays as in `fallback`.
LatentScale read_latent_scale(const Description& description, LatentScale fallback);

// Returns a continuous Z of one part that stays within a few standard deviations, which is where
// the decoder was trained. value: [N, C, h, w] float.
Latent make_normal_latent(at::Tensor value);
// The same from values that a prior or chance draws, [1, channels, h, w] float, clamped to the
// bounds. Fails with invalid_argument for another shape.
Latent normal_latent_from(const at::Tensor& values, int64_t channels);

}  // namespace clipdraw
