// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

namespace clipdraw {

// One tensor that the loop optimises.
struct LatentPart {
  std::string name;
  at::Tensor value;     // [1, C, h, w] float
  at::Tensor low;       // broadcastable to value, float; undefined: no lower bound
  at::Tensor high;      // broadcastable to value, float; undefined: no upper bound
  double lr_scale = 1;  // factor on the learning rate
};

// Z: all that the loop optimises. A generator says which parts it has and in which order.
using Latent = std::vector<LatentPart>;

}  // namespace clipdraw
