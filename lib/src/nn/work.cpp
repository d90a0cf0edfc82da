// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "nn/work.hpp"

namespace clipdraw {
namespace {

double numbers(const at::Tensor& weight) {
  return weight.defined() ? static_cast<double>(weight.numel()) : 0;
}

// Scores and their mix, of so many queries over so many tokens.
Work attention_work(const Attention& attention, int64_t queries, int64_t tokens) {
  const auto width = static_cast<double>(attention.out.weight.size(0));
  return of_both(2.0 * static_cast<double>(queries) * static_cast<double>(tokens) * width);
}

}  // namespace

Work weighted(double multiply_adds) { return {multiply_adds, multiply_adds}; }

Work of_both(double multiply_adds) { return {multiply_adds, 2 * multiply_adds}; }

Work work_of(const Linear& layer, int64_t rows) {
  return weighted(numbers(layer.weight) * static_cast<double>(rows));
}

Work work_of(const Conv2d& layer, int64_t places) {
  return weighted(numbers(layer.weight) * static_cast<double>(places));
}

Work work_of(const TransformerBlock& block, int64_t tokens) {
  Work work = attention_work(block.attention, tokens, tokens);
  for (const Linear* layer :
       {&block.attention.in, &block.attention.out, &block.expand, &block.contract}) {
    work += work_of(*layer, tokens);
  }
  return work;
}

Work work_of_first(const TransformerBlock& block, int64_t tokens) {
  Work work = attention_work(block.attention, 1, tokens);
  // Of the first linear two thirds, keys and values, see every token, and the queries one.
  const double third = numbers(block.attention.in.weight) / 3;
  work += weighted(third * (2 * static_cast<double>(tokens) + 1));
  for (const Linear* layer : {&block.attention.out, &block.expand, &block.contract}) {
    work += work_of(*layer, 1);
  }
  return work;
}

}  // namespace clipdraw
