// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "nn/transformer_block.hpp"

#include <c10/core/GradMode.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace clipdraw {
namespace {

constexpr double kQuickGelu = 1.702;

// Moves the attention scale into the query rows and quick_gelu's factors into the MLP.
TransformerBlock finish_block(Binder& binder, const std::string& prefix, TransformerBlock block,
                              const BlockShape& shape) {
  const at::NoGradGuard no_grad;
  if (shape.heads < 1 || shape.width % shape.heads != 0) {
    binder.problem(fmt::format("{}*: width {} cannot be split into {} heads", prefix, shape.width,
                               shape.heads));
    return block;
  }
  block.attention.heads = shape.heads;
  block.norm_1.epsilon = shape.epsilon;
  block.norm_2.epsilon = shape.epsilon;
  const double scale = 1.0 / std::sqrt(static_cast<double>(shape.width / shape.heads));
  auto scaled = [&](const at::Tensor& all) {
    return at::cat(
        {all.narrow(0, 0, shape.width) * scale, all.narrow(0, shape.width, 2 * shape.width)});
  };
  block.attention.in.weight = scaled(block.attention.in.weight);
  block.attention.in.bias = scaled(block.attention.in.bias);
  block.activation = shape.activation;
  if (shape.activation == Activation::quick_gelu) {
    block.activation = Activation::silu;
    block.expand.weight = block.expand.weight * kQuickGelu;
    block.expand.bias = block.expand.bias * kQuickGelu;
    block.contract.weight = block.contract.weight * (1.0 / kQuickGelu);
  }
  return block;
}

}  // namespace

at::Tensor split_heads(const at::Tensor& x, int64_t heads) {
  return x.view({x.size(0), x.size(1), heads, x.size(2) / heads}).transpose(1, 2);
}

at::Tensor attend(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                  const at::Tensor& mask) {
  at::Tensor scores = at::matmul(q, k.transpose(-2, -1));
  if (mask.defined()) scores = scores + mask;
  const at::Tensor mixed = at::matmul(at::softmax(scores, -1), v);  // [N, heads, L, d]
  return mixed.transpose(1, 2).reshape({q.size(0), q.size(2), q.size(1) * q.size(3)});
}

at::Tensor Attention::operator()(const at::Tensor& x, const at::Tensor& mask) const {
  const at::Tensor all = in(x);  // [N, L, 3 * width]
  const int64_t width = x.size(2);
  return out(attend(split_heads(all.narrow(2, 0, width), heads),
                    split_heads(all.narrow(2, width, width), heads),
                    split_heads(all.narrow(2, 2 * width, width), heads), mask));
}

at::Tensor Attention::first(const at::Tensor& x) const {
  const int64_t width = x.size(2);
  const at::Tensor q = at::linear(x.narrow(1, 0, 1), in.weight.narrow(0, 0, width),
                                  in.bias.narrow(0, 0, width));  // [N, 1, width]
  const at::Tensor kv = at::linear(x, in.weight.narrow(0, width, 2 * width),
                                   in.bias.narrow(0, width, 2 * width));  // [N, L, 2 * width]
  return out(attend(split_heads(q, heads), split_heads(kv.narrow(2, 0, width), heads),
                    split_heads(kv.narrow(2, width, width), heads)));
}

at::Tensor TransformerBlock::mlp(const at::Tensor& x) const {
  return contract(activate(expand(norm_2(x)), activation));
}

at::Tensor TransformerBlock::operator()(const at::Tensor& x, const at::Tensor& mask) const {
  const at::Tensor mixed = x + attention(norm_1(x), mask);
  return mixed + mlp(mixed);
}

at::Tensor TransformerBlock::first(const at::Tensor& x) const {
  const at::Tensor mixed = x.narrow(1, 0, 1) + attention.first(norm_1(x));
  return mixed + mlp(mixed);
}

Footprint TransformerBlock::footprint(int64_t rows, int64_t length) const {
  const int64_t width = norm_1.weight.size(0);
  const int64_t tokens = rows * length * width;
  const int64_t inner = rows * length * expand.weight.size(0);
  const int64_t scores = rows * attention.heads * length * length;
  Footprint footprint;
  footprint.out = {rows, width, 1, length};
  footprint.keeps_input = true;
  // Queries, keys and values in the order that the product wants, its weights, what the second norm
  // takes, and what the activation takes.
  footprint.keeps = 3 * tokens + scores + tokens + inner;
  footprint.forward = footprint.keeps + std::max(6 * tokens + scores, 3 * tokens + inner);
  footprint.backward = std::max(12 * tokens + 2 * scores, 3 * tokens + 2 * inner);
  return footprint;
}

std::vector<TransformerBlock> without_values(std::vector<TransformerBlock> blocks) {
  for (TransformerBlock& block : blocks) {
    for (Linear* linear :
         {&block.attention.in, &block.attention.out, &block.expand, &block.contract}) {
      *linear = without_values(*linear);
    }
  }
  return blocks;
}

TransformerBlock bind_block(Binder& binder, const std::string& prefix, const BlockShape& shape) {
  const int64_t width = shape.width;
  TransformerBlock block;
  block.norm_1 = bind_layer_norm(binder, prefix + "ln_1", width);
  block.attention.in.weight = binder.take(prefix + "attn.in_proj_weight", {3 * width, width});
  block.attention.in.bias = binder.take(prefix + "attn.in_proj_bias", {3 * width});
  block.attention.out = bind_linear(binder, prefix + "attn.out_proj", width, width);
  block.norm_2 = bind_layer_norm(binder, prefix + "ln_2", width);
  block.expand = bind_linear(binder, prefix + "mlp.c_fc", -1, width);
  block.contract = bind_linear(binder, prefix + "mlp.c_proj", width, block.expand.weight.size(0));
  return finish_block(binder, prefix, std::move(block), shape);
}

TransformerBlock bind_block_hugging_face(Binder& binder, const std::string& prefix,
                                         const BlockShape& shape) {
  const int64_t width = shape.width;
  TransformerBlock block;
  block.norm_1 = bind_layer_norm(binder, prefix + "layer_norm1", width);
  const Linear q = bind_linear(binder, prefix + "self_attn.q_proj", width, width);
  const Linear k = bind_linear(binder, prefix + "self_attn.k_proj", width, width);
  const Linear v = bind_linear(binder, prefix + "self_attn.v_proj", width, width);
  block.attention.in.weight = at::cat({q.weight, k.weight, v.weight});
  block.attention.in.bias = at::cat({q.bias, k.bias, v.bias});
  block.attention.out = bind_linear(binder, prefix + "self_attn.out_proj", width, width);
  block.norm_2 = bind_layer_norm(binder, prefix + "layer_norm2", width);
  block.expand = bind_linear(binder, prefix + "mlp.fc1", -1, width);
  block.contract = bind_linear(binder, prefix + "mlp.fc2", width, block.expand.weight.size(0));
  return finish_block(binder, prefix, std::move(block), shape);
}

at::Tensor causal_mask(int64_t length) {
  return at::full({length, length}, -std::numeric_limits<float>::infinity(), at::kFloat).triu(1);
}

}  // namespace clipdraw
