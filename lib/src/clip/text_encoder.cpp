// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "clip/text_encoder.hpp"

#include <c10/core/GradMode.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>

#include "base/error.hpp"

namespace clipdraw {

BlockShape TextEncoder::block_shape(Perceptor& perceptor) const {
  perceptor.vocab_size = vocab_size();
  perceptor.context_length = context_length();
  perceptor.text_width = width();
  perceptor.text_heads = head_count(perceptor.text_heads, width());
  return {width(), perceptor.text_heads, perceptor.text_activation, perceptor.text_epsilon};
}

TextEncoder TextEncoder::bind_openai(Binder& binder, const std::string& prefix,
                                     Perceptor& perceptor) {
  TextEncoder text;
  text.tokens_ = binder.take(prefix + "token_embedding.weight",
                             {or_any(perceptor.vocab_size), or_any(perceptor.text_width)});
  const int64_t width = text.width();
  text.positions_ =
      binder.take(prefix + "positional_embedding", {or_any(perceptor.context_length), width});
  const BlockShape shape = text.block_shape(perceptor);
  const std::string blocks = prefix + "transformer.resblocks.";
  perceptor.text_layers = count_parts(binder, blocks, perceptor.text_layers);
  for (int64_t layer = 0; layer < perceptor.text_layers; ++layer) {
    text.blocks_.push_back(bind_block(binder, blocks + std::to_string(layer) + ".", shape));
  }
  text.final_norm_ = bind_layer_norm(binder, prefix + "ln_final", width);
  text.projection_ = binder.take(prefix + "text_projection", {width, or_any(perceptor.embed_dim)})
                         .t()
                         .contiguous();
  text.finish(perceptor);
  return text;
}

TextEncoder TextEncoder::bind_hugging_face(Binder& binder, Perceptor& perceptor) {
  TextEncoder text;
  const std::string part = "text_model.";
  text.tokens_ = binder.take(part + "embeddings.token_embedding.weight",
                             {or_any(perceptor.vocab_size), or_any(perceptor.text_width)});
  const int64_t width = text.width();
  text.positions_ = binder.take(part + "embeddings.position_embedding.weight",
                                {or_any(perceptor.context_length), width});
  const BlockShape shape = text.block_shape(perceptor);
  const std::string blocks = part + "encoder.layers.";
  perceptor.text_layers = count_parts(binder, blocks, perceptor.text_layers);
  for (int64_t layer = 0; layer < perceptor.text_layers; ++layer) {
    text.blocks_.push_back(
        bind_block_hugging_face(binder, blocks + std::to_string(layer) + ".", shape));
  }
  text.final_norm_ = bind_layer_norm(binder, part + "final_layer_norm", width);
  text.projection_ = binder.take("text_projection.weight", {or_any(perceptor.embed_dim), width});
  text.finish(perceptor);
  return text;
}

void TextEncoder::finish(Perceptor& perceptor) {
  perceptor.embed_dim = embed_dim();
  final_norm_.epsilon = perceptor.text_epsilon;
  // An id that no text can have is a default that was never set: the highest id it is.
  if (perceptor.end_token >= vocab_size()) perceptor.end_token = -1;
  end_token_ = perceptor.end_token;
}

void TextEncoder::make_mask() { mask_ = causal_mask(context_length()); }

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
  // Of equal values argmax takes the first, so what is padded with end tokens reads the same.
  const at::Tensor ends =
      end_token_ < 0 ? tokens.argmax(1) : tokens.eq(end_token_).to(at::kLong).argmax(1);  // [N]
  const at::Tensor rows = at::arange(tokens.size(0), at::kLong);
  features.embedding = at::linear(features.sequence.index({rows, ends}), projection_);
  return features;
}

}  // namespace clipdraw
