// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/ATen.h>

#include <functional>
#include <vector>

#include "nn/footprint.hpp"
#include "nn/recompute.hpp"
#include "types/compute.hpp"

namespace clipdraw {

// One of a row of blocks: what it computes, and what that takes.
struct Block {
  TensorFn run;  // [N, C, H, W] float -> [N, C', H', W'] float
  std::function<Footprint(const BatchShape&)> footprint;
};

// Runs blocks one after the other. What they refer to must live as long as the graph of the result.
// x: what the first one takes; returns what the last one gives.
at::Tensor run_blocks(const std::vector<Block>& blocks, const at::Tensor& x, Recompute recompute);

// What run_blocks() and its way back take for an input of that shape.
GraphMemory blocks_memory(const std::vector<Block>& blocks, const BatchShape& shape,
                          Recompute recompute);

}  // namespace clipdraw
