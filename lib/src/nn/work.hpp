// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>

#include "nn/layers.hpp"
#include "nn/transformer_block.hpp"
#include "types/work.hpp"

namespace clipdraw {

// What layers have to multiply, counted from their shapes.

// A product with weights: as much again leads back to the input.
Work weighted(double multiply_adds);
// A product of two tensors that both have a gradient: twice as much leads back.
Work of_both(double multiply_adds);

// rows: how many vectors go through it.
Work work_of(const Linear& layer, int64_t rows);
// places: of what it gives, H' * W' of all pictures; weight undefined: none.
Work work_of(const Conv2d& layer, int64_t places);
// One sequence of so many tokens through the block; first: as TransformerBlock::first() has it.
Work work_of(const TransformerBlock& block, int64_t tokens);
Work work_of_first(const TransformerBlock& block, int64_t tokens);

}  // namespace clipdraw
