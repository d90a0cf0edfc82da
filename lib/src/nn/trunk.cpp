// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "nn/trunk.hpp"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

#include <utility>

#include "nn/kernels/activation.hpp"
#include "nn/kernels/layer_norm.hpp"
#include "nn/packed_attention.hpp"
#include "nn/packed_linear.hpp"
#include "nn/written_out.hpp"

namespace clipdraw {

namespace {

using kernels::Normed;

// A linear layer that takes what the norm gives before its own weight and bias.
Linear behind(const LayerNorm& norm, const Linear& linear) {
  return {linear.weight * norm.weight, linear.bias + at::mv(linear.weight, norm.bias)};
}

PackedLinear rows_of(const Linear& linear, int64_t first, int64_t count, at::ScalarType type) {
  return {linear.weight.narrow(0, first, count), linear.bias.narrow(0, first, count), type};
}

PackedLinear packed(const Linear& linear, at::ScalarType type) {
  return {linear.weight, linear.bias, type};
}

}  // namespace

struct Trunk::Layer {
  bool narrows = false;  // it computes the first token alone
  PackedLinear query;    // where it narrows; else it is in `in`
  PackedLinear in;       // query, key, value; where it narrows key, value
  PackedLinear out, expand, contract;
  int64_t heads = 1;
  Activation activation = Activation::silu;
  double epsilon_1 = 1e-5, epsilon_2 = 1e-5;
};

// What the backward pass of a block needs of the forward pass.
struct Trunk::Kept {
  Normed norm_1, norm_2;
  at::Tensor q, k, v;  // [N, Q, width], [N, L, width] twice
  at::Tensor shares;   // [N, heads, Q, L]
  at::Tensor hidden;   // [M, hidden width], before the activation
};

// All blocks' of one pass.
struct Trunk::Pass {
  std::vector<Kept> kept;  // by block; given back block by block
};

Trunk::~Trunk() = default;

Trunk::Trunk(const std::vector<TransformerBlock>& blocks, at::ScalarType type, Reads reads)
    : type_(type) {
  const at::NoGradGuard no_grad;
  for (const TransformerBlock& block : blocks) {
    Layer layer;
    const Linear in = behind(block.norm_1, block.attention.in);
    const int64_t width = block.attention.out.weight.size(0);
    layer.narrows = reads == Reads::first && &block == &blocks.back();
    if (layer.narrows) {
      layer.query = rows_of(in, 0, width, type);
      layer.in = rows_of(in, width, 2 * width, type);
    } else {
      layer.in = packed(in, type);
    }
    layer.out = packed(block.attention.out, type);
    layer.expand = packed(behind(block.norm_2, block.expand), type);
    layer.contract = packed(block.contract, type);
    layer.heads = block.attention.heads;
    layer.activation = block.activation;
    layer.epsilon_1 = block.norm_1.epsilon;
    layer.epsilon_2 = block.norm_2.epsilon;
    layers_.push_back(std::move(layer));
  }
}

at::Tensor Trunk::operator()(const at::Tensor& x) const { return WrittenOut<Trunk>::run(*this, x); }

// pass: what to keep for the way back, or NULL.
at::Tensor Trunk::forward(const at::Tensor& input, Pass* pass) const {
  const int64_t n = input.size(0);
  const int64_t tokens = input.size(1);
  const int64_t width = input.size(2);
  at::Tensor x = input.reshape({n * tokens, width}).clone();  // [M, width] float, changed in place
  at::Tensor more;  // [M, width]: what the block before adds to x
  for (const Layer& layer : layers_) {
    Kept kept;
    kept.norm_1 = kernels::layer_norm(x, more, type_, layer.epsilon_1);
    const at::Tensor all = layer.in.forward(kept.norm_1.rows).view({n, tokens, -1});
    if (layer.narrows) {
      // From here on only the first token's rows.
      const at::Tensor first = kept.norm_1.rows.view({n, tokens, width}).select(1, 0);
      kept.q = layer.query.forward(first.contiguous()).unsqueeze(1);
      kept.k = all.narrow(2, 0, width);
      kept.v = all.narrow(2, width, width);
      x = x.view({n, tokens, width}).select(1, 0).contiguous();
    } else {
      kept.q = all.narrow(2, 0, width);
      kept.k = all.narrow(2, width, width);
      kept.v = all.narrow(2, 2 * width, width);
    }
    const Attended attended = attend(kept.q, kept.k, kept.v, layer.heads);
    kept.shares = attended.shares;
    more = layer.out.forward(attended.mixed.view({-1, width}));
    kept.norm_2 = kernels::layer_norm(x, more, type_, layer.epsilon_2);
    kept.hidden = layer.expand.forward(kept.norm_2.rows);
    more = layer.contract.forward(kernels::activate(kept.hidden, layer.activation));
    if (pass != nullptr) pass->kept.push_back(std::move(kept));
  }
  x.add_(more);
  return layers_.back().narrows ? x : x.view(input.sizes());
}

// gradient: of the result; returns that of the input, [N, L, width] float.
at::Tensor Trunk::backward(const at::Tensor& gradient, Pass& pass) const {
  // [M, width] float: of x where the pass is
  at::Tensor sum = gradient.reshape({-1, gradient.size(-1)}).clone();
  std::vector<int64_t> shape;
  for (size_t index = layers_.size(); index-- > 0;) {
    const Layer& layer = layers_[index];
    Kept kept = std::move(pass.kept[index]);
    const int64_t n = kept.k.size(0);
    const int64_t tokens = kept.k.size(1);
    const int64_t width = kept.k.size(2);
    shape = {n, tokens, width};

    const at::Tensor hidden = kernels::activate_backward(layer.contract.backward(sum.to(type_)),
                                                         kept.hidden, layer.activation);
    kernels::layer_norm_backward_add(sum, layer.expand.backward(hidden), kept.norm_2);

    const at::Tensor mixed = layer.out.backward(sum.to(type_)).view(kept.q.sizes());
    const bool narrows = layer.narrows;
    at::Tensor all = at::empty({n, tokens, (narrows ? 2 : 3) * width}, kept.k.options());
    at::Tensor dq = narrows ? at::empty(kept.q.sizes(), kept.q.options()) : all.narrow(2, 0, width);
    at::Tensor dk = all.narrow(2, narrows ? 0 : width, width);
    at::Tensor dv = all.narrow(2, narrows ? width : 2 * width, width);
    attend_backward(mixed, kept.shares, kept.q, kept.k, kept.v, dq, dk, dv);
    at::Tensor normed = layer.in.backward(all.view({n * tokens, -1}));  // [N * L, width]
    if (narrows) {
      normed.view(shape).select(1, 0).add_(layer.query.backward(dq.view({n, width})));
      const at::Tensor first = sum;
      sum = at::zeros({n * tokens, width}, first.options());
      sum.view(shape).select(1, 0).copy_(first);
    }
    kernels::layer_norm_backward_add(sum, normed, kept.norm_1);
  }
  return sum.view(shape);
}

}  // namespace clipdraw
