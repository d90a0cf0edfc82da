// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/core/Tensor.h>

namespace clipdraw {

// What the picture is compared with, in one perceptor's space.
struct Target {
  at::Tensor embeddings;  // [N, D] float, each row of length 1
  at::Tensor weights;     // [N] float, may be negative
  at::Tensor stops;       // [N] float, -infinity where there is no stop
};

}  // namespace clipdraw
