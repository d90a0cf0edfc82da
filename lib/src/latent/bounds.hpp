// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "types/latent.hpp"

namespace clipdraw {

// Moves every value that left its part's bounds back to the nearer bound, in place. A part without
// bounds is left alone. Values are written without recording a gradient.
void clamp_to_bounds(Latent& latent);

// Returns true when no value is infinite or NaN.
bool is_finite(const Latent& latent);

}  // namespace clipdraw
