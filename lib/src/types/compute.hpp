// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "types/options.hpp"

namespace clipdraw {

// How the models of a step compute: the same in every step of a picture.
struct Compute {
  // Factors of convolutions and matrix products in bfloat16, and what passes between them. Sums,
  // norms, softmax, distances, the optimizer and Z stay float.
  bool bf16 = false;
};

// options: with a precision that is found out, not "auto".
inline Compute compute_of(const Options& options) { return {options.precision == Precision::bf16}; }

}  // namespace clipdraw
