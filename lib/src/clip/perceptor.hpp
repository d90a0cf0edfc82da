// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "nn/layers.hpp"

namespace clipdraw {

// What a CLIP needs to be used right and its tensors do not say. It travels with the weights, as
// JSON under "config" in the archive's metadata: OpenAI's constructor arguments plus the optional
// keys "vision_heads", "mean", "std", "activation" and "normalize". A 0 means: take the convention
// (64 channels a head) or the size that the tensors have.
struct Perceptor {
  int64_t embed_dim = 0;
  int64_t image_resolution = 0;
  int64_t context_length = 0;
  int64_t vocab_size = 0;
  int64_t text_width = 0;
  int64_t text_layers = 0;
  int64_t text_heads = 0;
  int64_t vision_width = 0;
  int64_t vision_layers = 0;           // of a ViT, or the stages of a ModifiedResNet
  std::vector<int64_t> vision_blocks;  // of each stage
  int64_t vision_heads = 0;
  std::array<float, 3> mean = {0.48145466f, 0.4578275f, 0.40821073f};
  std::array<float, 3> std = {0.26862954f, 0.26130258f, 0.27577711f};
  Activation activation = Activation::quick_gelu;
  bool nfc = false;  // "normalize": "nfc" asks the tokenizer to compose letters
};

// Reads the description. Without a "config" every field keeps its default. Fails with bad_weights,
// naming the file and the key, when a value has the wrong type or makes no sense.
Perceptor read_perceptor(const std::map<std::string, std::string>& metadata,
                         const std::string& path);

// A described size, or -1 for whatever the tensor has.
inline int64_t or_any(int64_t described) { return described > 0 ? described : -1; }

}  // namespace clipdraw
