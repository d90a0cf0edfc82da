// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/ATen.h>

#include <map>
#include <string>

#include <torch/optim/optimizer.h>

#include "types/options.hpp"

namespace clipdraw {

// What a method remembers of one part of Z, by LibTorch's names: its moments, of the part's shape
// and dtype, and "step", [] int64, how many steps they have seen. Empty: nothing so far.
using Moments = std::map<std::string, at::Tensor>;

// Returns views of what LibTorch's method keeps for that value.
Moments read_moments(const torch::optim::Optimizer& method, OptimizerKind kind,
                     const at::Tensor& value);

// Makes the method remember a copy of that. Throws unsupported when it is none of this method's.
void write_moments(torch::optim::Optimizer& method, OptimizerKind kind, const at::Tensor& value,
                   const Moments& moments);

}  // namespace clipdraw
