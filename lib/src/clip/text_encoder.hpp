// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <string>
#include <vector>

#include "clip/perceptor.hpp"
#include "nn/transformer_block.hpp"
#include "weights/bind.hpp"

namespace clipdraw {

struct TextFeatures {
  at::Tensor embedding;  // [N, D] float, not normalised
  at::Tensor sequence;   // [N, L, W] float, every position after the final norm
};

// Text transformer of CLIP (Radford et al. 2021): causal, pre-norm; the embedding is read at the
// first end token, which is the one with the highest id where the description names none.
class TextEncoder {
 public:
  // Take the tensors under OpenAI's names (`prefix` stands before them, "text." in some files of
  // OpenCLIP's) or Hugging Face's; problems stay with the binder. Sizes that the description leaves
  // open are filled in.
  static TextEncoder bind_openai(Binder& binder, const std::string& prefix, Perceptor& perceptor);
  static TextEncoder bind_hugging_face(Binder& binder, Perceptor& perceptor);

  // To be called once the binder found that all tensors fit.
  void make_mask();

  // tokens: [N, L] int64, L at most context_length(), ids below vocab_size(). Keeps no graph.
  TextFeatures operator()(const at::Tensor& tokens) const;

  int64_t context_length() const { return positions_.size(0); }
  int64_t vocab_size() const { return tokens_.size(0); }
  int64_t width() const { return tokens_.size(1); }
  int64_t embed_dim() const { return projection_.size(0); }

 private:
  // Shape of the blocks; fills in what the description leaves open.
  BlockShape block_shape(Perceptor& perceptor) const;
  void finish(Perceptor& perceptor);

  at::Tensor tokens_;      // [V, W] float
  at::Tensor positions_;   // [L, W] float
  at::Tensor projection_;  // [D, W] float
  at::Tensor mask_;        // [L, L] float, 0 or -inf
  LayerNorm final_norm_;
  std::vector<TransformerBlock> blocks_;
  int64_t end_token_ = -1;
};

}  // namespace clipdraw
