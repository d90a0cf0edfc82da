// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/ATen.h>

#include <cstdint>

#include "types/latent.hpp"

// What every generator asks of its arguments. All fail with invalid_argument.
namespace clipdraw {

// Both sides must be positive multiples of the factor.
void require_size(int64_t width, int64_t height, int64_t factor);
// Z must be one tensor [N, channels, h, w], which is returned.
const at::Tensor& require_latent(const Latent& latent, int64_t channels);
// image must be [N, 3, H, W] with sides that are multiples of the factor.
void require_image(const at::Tensor& image, int64_t factor);
// values must be [N, channels, h, w].
void require_values(const at::Tensor& values, int64_t channels);

}  // namespace clipdraw
