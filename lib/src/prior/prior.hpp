// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "nn/layers.hpp"
#include "nn/made_once.hpp"
#include "nn/transformer_block.hpp"
#include "nn/trunk.hpp"
#include "types/compute.hpp"
#include "weights/archive.hpp"
#include "weights/bind.hpp"

namespace clipdraw {

struct PriorConfig;

// What the prior is told of the prompt.
struct PriorText {
  at::Tensor tokens;     // [1, L] int64: start, words, end, without padding
  at::Tensor embedding;  // [1, D] float, CLIP's embedding of the text, of any length
};

struct PriorSettings {
  uint64_t seed = 0;
  int candidates = 1;
  int steps = 24;
  double temperature = 1;  // standard deviation of the first noise
  double guidance = 1;     // above 1: away from what it would draw without the words
  Compute compute;         // how the transformer computes
};

// Words -> first Z: a transformer that predicts the clean Z from a noisy one, sampled along the
// straight path from noise to it (flow matching, Lipman et al. 2022). Everything is a token, as in
// U-ViT (Bao et al. 2022): the time with CLIP's embedding, the words, patches of Z. Guidance needs
// no classifier (Ho and Salimans 2022). Mirrors python_export/train/prior_model.py; parity test:
// prior_parity_test.cpp. Immutable after loading.
class Prior {
 public:
  // Fails with not_found, io or bad_weights; all tensors that do not fit are in one message.
  static Prior load(const std::string& path);

  // Draws settings.candidates values of Z: [K, C, G, G] float, not clamped to the codebook. The
  // noise of a candidate depends on the seed and its number alone.
  at::Tensor sample(const PriorText& text, const PriorSettings& settings) const;
  // noise: [K, C, G, G] float. The candidates and the seed of the settings are not used.
  at::Tensor sample_from(const at::Tensor& noise, const PriorText& text,
                         const PriorSettings& settings) const;

  // Values that drawing so many takes at most, without the weights.
  int64_t sample_values(int64_t candidates) const;
  // Bytes of the weights as they lie in memory.
  int64_t weight_bytes() const { return weight_bytes_; }

  int64_t channels() const { return channels_; }
  int64_t grid() const { return grid_; }  // height and width of Z
  int64_t vocab_size() const { return token_embedding_.size(0); }
  int64_t context_length() const { return token_position_.size(0); }
  int64_t embed_dim() const { return pooled_.weight.size(1); }

 private:
  Prior() = default;
  static Prior bind(const Archive& archive);
  void take(Binder& binder, const PriorConfig& config);
  at::Tensor predict(const at::Tensor& z, double t, const at::Tensor& words,
                     const at::Tensor& pooled, const Compute& compute) const;

  int64_t patch_ = 1;
  int64_t channels_ = 1;
  int64_t grid_ = 1;
  at::Tensor mean_;             // [1, C, 1, 1] float
  at::Tensor std_;              // [1, C, 1, 1] float
  at::Tensor token_embedding_;  // [vocabulary, token width] float
  at::Tensor token_position_;   // [context, width] float
  at::Tensor null_;             // [1, 1, width] float, stands for no words
  at::Tensor position_;         // [places, width] float
  Linear time_in_, time_out_, pooled_, token_in_, patch_in_, patch_out_;
  LayerNorm final_norm_;
  std::vector<TransformerBlock> blocks_;
  std::shared_ptr<MadeOnce<Trunk>> trunk_ = std::make_shared<MadeOnce<Trunk>>();  // of the blocks
  int64_t weight_bytes_ = 0;
};

}  // namespace clipdraw
