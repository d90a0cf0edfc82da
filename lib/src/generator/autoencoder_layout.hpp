// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "nn/layers.hpp"
#include "weights/archive.hpp"

namespace clipdraw {

// How the layers of the same network are called by those who publish it.
struct LayerNames {
  const char* down;  // of the encoder's levels, followed by the level
  const char* up;
  bool up_from_smallest;  // the decoder's levels are numbered in the order they run
  const char* block;
  const char* attention;
  const char* downsample;
  const char* upsample;
  const char* mid_1;
  const char* mid_attention;
  const char* mid_2;
  const char* norm_out;
  const char* shortcut;
  const char* attention_norm;
  const char* query;
  const char* key;
  const char* value;
  const char* attention_out;

  // Returns the name of a level of the decoder, counted from full size.
  std::string up_level(int64_t level, int64_t levels) const;
};

// The sizes of the two halves of a convolutional autoencoder with the layout of Ho et al. 2020,
// "Denoising diffusion probabilistic models": VQGAN's, latent diffusion's and their successors'.
struct AutoencoderLayout {
  const LayerNames* names = nullptr;
  int64_t stem = 0;             // outputs of the encoder's first convolution
  std::vector<int64_t> widths;  // of each level, from full size down
  std::vector<bool> attention;  // of each level
  int64_t encoder_blocks = 0;   // a level
  int64_t decoder_blocks = 0;
  int64_t z_channels = 0;  // what the decoder takes
  int64_t encoder_channels =
      0;                // what the encoder gives: z_channels, or a mean and a variance each
  int64_t groups = 32;  // of the norms; 0: there are none
  bool mid_attention = true;
  Activation activation = Activation::silu;

  int64_t levels() const { return static_cast<int64_t>(widths.size()); }
  int factor() const { return 1 << (levels() - 1); }
};

// Returns the names that the tensors below the prefix have, NULL when they are no such autoencoder.
const LayerNames* find_layer_names(const Archive& archive, const std::string& prefix);
// The names of taming-transformers and latent-diffusion.
const LayerNames& taming_names();

// Reads the layout off the tensors: all but the number of groups, which is 32 where there are
// norms, and the activation. Fails with bad_weights when a tensor that tells a size is missing.
AutoencoderLayout infer_layout(const Archive& archive, const std::string& prefix);

}  // namespace clipdraw
