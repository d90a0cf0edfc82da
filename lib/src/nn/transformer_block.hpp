// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <string>
#include <vector>

#include "nn/footprint.hpp"
#include "nn/layers.hpp"

namespace clipdraw {

// Multi-head attention (Vaswani et al. 2017). The factor 1/sqrt(head width) is already inside the
// query part of `in`, put there once at load.
struct Attention {
  Linear in;   // [3 * width, width]: query, key, value
  Linear out;  // [width, width]
  int64_t heads = 1;

  // x: [N, L, width] float; mask: [L, L] float added to the scores, or undefined.
  // Returns [N, L, width].
  at::Tensor operator()(const at::Tensor& x, const at::Tensor& mask = {}) const;
  // What the first token alone gets: [N, 1, width]. No other query is computed.
  at::Tensor first(const at::Tensor& x) const;
};

// softmax(q k^T + mask) v. q: [N, heads, L, d]; k, v: [N, heads, S, d]; mask broadcasts to
// [N, heads, L, S] or is undefined. q already carries the scale. Returns [N, L, heads * d].
at::Tensor attend(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                  const at::Tensor& mask = {});

// Splits the last dimension of [N, L, heads * d] and returns the view [N, heads, L, d].
at::Tensor split_heads(const at::Tensor& x, int64_t heads);

// Pre-norm residual block of CLIP (Radford et al. 2021): x + attention(norm(x)), then
// x + mlp(norm(x)). quick_gelu(x) = silu(1.702 x) / 1.702, so its two factors are moved into the
// linears around it at load and one silu remains.
struct TransformerBlock {
  LayerNorm norm_1;
  LayerNorm norm_2;
  Attention attention;
  Linear expand;
  Linear contract;
  Activation activation = Activation::silu;

  // x: [N, L, width] float; mask: [L, L] float or undefined; returns [N, L, width].
  at::Tensor operator()(const at::Tensor& x, const at::Tensor& mask = {}) const;
  // The first token of the block's output: [N, 1, width].
  at::Tensor first(const at::Tensor& x) const;
  // What it takes for so many rows of so many tokens each.
  Footprint footprint(int64_t rows, int64_t length) const;

 private:
  at::Tensor mlp(const at::Tensor& x) const;
};

struct BlockShape {
  int64_t width = 0;
  int64_t heads = 1;
  Activation activation = Activation::quick_gelu;
  double epsilon = 1e-5;  // of the two layer norms
};

// OpenAI names: ln_1, attn.in_proj_weight, attn.out_proj, ln_2, mlp.c_fc, mlp.c_proj.
TransformerBlock bind_block(Binder& binder, const std::string& prefix, const BlockShape& shape);
// Hugging Face names: layer_norm1, self_attn.{q,k,v}_proj, self_attn.out_proj, mlp.fc1, mlp.fc2.
TransformerBlock bind_block_hugging_face(Binder& binder, const std::string& prefix,
                                         const BlockShape& shape);

// Blocks of the same shapes whose matrices take no memory; values are not to be read.
std::vector<TransformerBlock> without_values(std::vector<TransformerBlock> blocks);

// Lower triangle 0, rest -inf. Returns [length, length] float.
at::Tensor causal_mask(int64_t length);

}  // namespace clipdraw
