// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/ATen.h>

#include <cstdint>

#include "types/latent.hpp"

namespace clipdraw {

// Draws one code for every place of Z, each code equally likely.
// codebook: [N, C] float. Returns [1, C, height, width] float whose every place is a row of the
// codebook. A place's draw depends on (seed, its row-major position) only.
at::Tensor random_codes(const at::Tensor& codebook, int64_t height, int64_t width, uint64_t seed);

// Copies every part's value, detached from any graph. Names, bounds and rates are shared.
Latent clone_latent(const Latent& latent);

}  // namespace clipdraw
