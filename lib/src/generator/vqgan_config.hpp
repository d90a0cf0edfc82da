// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "nn/layers.hpp"

namespace clipdraw {

// The constructor arguments of taming-transformers' VQModel, from the archive's metadata
// ("ddconfig" as JSON, "n_embed", "embed_dim"), and the keys that our own models add.
struct VqganConfig {
  int64_t channels = 0;               // ch
  std::vector<int64_t> multipliers;   // ch_mult, from full size down
  int64_t encoder_blocks = 0;         // num_res_blocks
  int64_t decoder_blocks = 0;         // decoder_res_blocks, or num_res_blocks + 1 as in taming
  std::vector<int64_t> attention_at;  // attn_resolutions
  int64_t resolution = 0;
  int64_t z_channels = 0;
  int64_t codes = 0;  // n_embed
  int64_t embed_dim = 0;
  int64_t native_size = 0;  // or resolution
  bool group_norm = true;   // "norm": "group" or "none"
  bool mid_attention = true;
  Activation activation = Activation::silu;

  int64_t levels() const { return static_cast<int64_t>(multipliers.size()); }
  int64_t width(int64_t level) const { return channels * multipliers[static_cast<size_t>(level)]; }
  // Taming decides by the size that a level has when the image has the training size.
  bool has_attention(int64_t level) const;
};

// Fails with bad_weights, naming the file and the key.
VqganConfig read_vqgan_config(const std::map<std::string, std::string>& metadata,
                              const std::string& path);

}  // namespace clipdraw
