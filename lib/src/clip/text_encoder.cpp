// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "clip/text_encoder.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>

#include "base/error.hpp"

namespace clipdraw {

int64_t head_count(int64_t described, int64_t width) {
  return described > 0 ? described : std::max<int64_t>(1, width / 64);
}

TextEncoder TextEncoder::bind_openai(Binder& binder, const Perceptor& perceptor) {
  TextEncoder text;
  text.tokens_ = binder.take("token_embedding.weight",
                             {or_any(perceptor.vocab_size), or_any(perceptor.text_width)});
  const int64_t width = text.width();
  text.positions_ = binder.take("positional_embedding", {or_any(perceptor.context_length), width});
  const BlockShape shape{width, head_count(perceptor.text_heads, width), perceptor.activation};
  const int64_t layers = count_parts(binder, "transformer.resblocks.", perceptor.text_layers);
  for (int64_t layer = 0; layer < layers; ++layer) {
    text.blocks_.push_back(
        bind_block(binder, "transformer.resblocks." + std::to_string(layer) + ".", shape));
  }
  text.final_norm_ = bind_layer_norm(binder, "ln_final", width);
  text.projection_ =
      binder.take("text_projection", {width, or_any(perceptor.embed_dim)}).t().contiguous();
  return text;
}

TextEncoder TextEncoder::bind_hugging_face(Binder& binder, const Perceptor& perceptor) {
  TextEncoder text;
  const std::string part = "text_model.";
  text.tokens_ = binder.take(part + "embeddings.token_embedding.weight",
                             {or_any(perceptor.vocab_size), or_any(perceptor.text_width)});
  const int64_t width = text.width();
  text.positions_ = binder.take(part + "embeddings.position_embedding.weight",
                                {or_any(perceptor.context_length), width});
  const BlockShape shape{width, head_count(perceptor.text_heads, width), perceptor.activation};
  const std::string prefix = part + "encoder.layers.";
  const int64_t layers = count_parts(binder, prefix, perceptor.text_layers);
  for (int64_t layer = 0; layer < layers; ++layer) {
    text.blocks_.push_back(
        bind_block_hugging_face(binder, prefix + std::to_string(layer) + ".", shape));
  }
  text.final_norm_ = bind_layer_norm(binder, part + "final_layer_norm", width);
  text.projection_ = binder.take("text_projection.weight", {or_any(perceptor.embed_dim), width});
  return text;
}

void TextEncoder::finish() { mask_ = causal_mask(context_length()); }

TextFeatures TextEncoder::operator()(const at::Tensor& tokens) const {
  const at::NoGradGuard no_grad;
  if (tokens.dim() != 2 || tokens.scalar_type() != at::kLong || tokens.size(0) < 1 ||
      tokens.size(1) < 1 || tokens.size(1) > context_length()) {
    fail(Status::invalid_argument, "tokens have shape [{}], expected [N, 1 to {}] of int64",
         fmt::join(tokens.sizes(), ", "), context_length());
  }
  const int64_t highest = tokens.max().item<int64_t>();
  if (tokens.min().item<int64_t>() < 0 || highest >= vocab_size()) {
    fail(Status::invalid_argument,
         "token id {} is not in the text encoder's vocabulary of {}: does the vocabulary file "
         "belong "
         "to these weights?",
         highest, vocab_size());
  }
  const int64_t length = tokens.size(1);
  const at::Tensor mask = mask_.narrow(0, 0, length).narrow(1, 0, length);
  at::Tensor x = at::embedding(tokens_, tokens) + positions_.narrow(0, 0, length);  // [N, L, W]
  for (const TransformerBlock& block : blocks_) x = block(x, mask);
  TextFeatures features;
  features.sequence = final_norm_(x);
  const at::Tensor ends = tokens.argmax(1);  // [N]
  const at::Tensor rows = at::arange(tokens.size(0), at::kLong);
  features.embedding = at::linear(features.sequence.index({rows, ends}), projection_);
  return features;
}

}  // namespace clipdraw
