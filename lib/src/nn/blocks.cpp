// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "nn/blocks.hpp"

#include <algorithm>
#include <cstddef>

namespace clipdraw {
namespace {

// Where full size begins: the first block that takes pictures as large as the last one gives. 0
// when all do.
size_t full_size_begin(const std::vector<int64_t>& places_in, int64_t places_out) {
  const auto found = std::find(places_in.begin(), places_in.end(), places_out);
  return static_cast<size_t>(found - places_in.begin());
}

// How places follow from those of the input, without running anything.
size_t full_size_begin(const std::vector<Block>& blocks, const BatchShape& shape) {
  std::vector<int64_t> places;
  BatchShape now = shape;
  for (const Block& block : blocks) {
    places.push_back(now.places());
    now = block.footprint(now).out;
  }
  return full_size_begin(places, now.places());
}

at::Tensor run_each(const std::vector<Block>& blocks, at::Tensor x) {
  for (const Block& block : blocks) x = recompute(block.run, x);
  return x;
}

// The blocks of a row with the tensors between them. Before block i lies tensor i.
class Row {
 public:
  Row(const std::vector<Block>& blocks, BatchShape shape) {
    for (const Block& block : blocks) {
      values_.push_back(shape.values());
      all_.push_back(block.footprint(shape));
      shape = all_.back().out;
    }
    values_.push_back(shape.values());
  }

  size_t count() const { return all_.size(); }
  int64_t values(size_t index) const { return values_[index]; }
  const Footprint& operator[](size_t index) const { return all_[index]; }
  // Values of tensor i, where a graph of all blocks holds it.
  int64_t held(size_t index) const {
    const bool before = index > 0 && all_[index - 1].keeps_output;
    const bool after = index < all_.size() && all_[index].keeps_input;
    return before || after ? values_[index] : 0;
  }

 private:
  std::vector<int64_t> values_;
  std::vector<Footprint> all_;
};

// Everything is kept.
GraphMemory plain_memory(const Row& row) {
  GraphMemory memory;
  std::vector<int64_t> kept{0};  // by the graph of the blocks before, without tensor i
  for (size_t i = 0; i < row.count(); ++i) {
    const int64_t input = i == 0 ? 0 : row.values(i);
    memory.forward = std::max(memory.forward, kept[i] + input + row[i].forward);
    kept.push_back(kept[i] + (i == 0 ? 0 : row.held(i)) + row[i].keeps);
  }
  for (size_t i = 0; i < row.count(); ++i) {
    memory.backward = std::max(memory.backward, kept[i + 1] + row.held(i + 1) + row[i].backward);
  }
  memory.kept = kept.back();
  return memory;
}

// The inputs of blocks first to last - 1 are kept. beside: what is held all the while.
GraphMemory each_memory(const Row& row, size_t first, size_t last, int64_t beside) {
  GraphMemory memory;
  int64_t kept = beside;
  for (size_t i = first; i < last; ++i) {
    if (i > 0) kept += row.values(i);
    memory.forward = std::max(memory.forward, kept + row[i].forward);
    const int64_t gradient = row.values(i + 1);
    const int64_t again = gradient + row[i].forward;
    const int64_t output = row[i].keeps_output ? gradient : 0;
    const int64_t back = output + row[i].keeps + row[i].backward;
    memory.backward = std::max(memory.backward, kept + std::max(again, back));
  }
  memory.kept = kept;
  return memory;
}

}  // namespace

at::Tensor run_blocks(const std::vector<Block>& blocks, const at::Tensor& x,
                      Recompute recompute_what) {
  if (recompute_what == Recompute::none) {
    at::Tensor y = x;
    for (const Block& block : blocks) y = block.run(y);
    return y;
  }
  if (recompute_what == Recompute::blocks) return run_each(blocks, x);
  const auto split = static_cast<std::ptrdiff_t>(
      full_size_begin(blocks, {x.size(0), x.size(1), x.size(2), x.size(3)}));
  const std::vector<Block> small(blocks.begin(), blocks.begin() + split);
  const std::vector<Block> large(blocks.begin() + split, blocks.end());
  const auto all_small = [small](const at::Tensor& z) { return run_each(small, z); };
  return run_each(large, small.empty() ? x : recompute(all_small, x));
}

GraphMemory blocks_memory(const std::vector<Block>& blocks, const BatchShape& shape,
                          Recompute recompute_what) {
  const Row row(blocks, shape);
  if (recompute_what == Recompute::none) return plain_memory(row);
  if (recompute_what == Recompute::blocks) return each_memory(row, 0, row.count(), 0);
  const size_t split = full_size_begin(blocks, shape);
  const GraphMemory large = each_memory(row, split, row.count(), 0);
  // With the gradient to what the first large block takes.
  const GraphMemory small = each_memory(row, 0, split, row.values(split));
  return {large.kept, std::max(large.forward, small.forward),
          std::max({large.backward, small.forward, small.backward})};
}

}  // namespace clipdraw
