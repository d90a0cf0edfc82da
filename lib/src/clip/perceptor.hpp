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

// What a CLIP needs to be used right and its tensors do not say. In our own archives it travels
// with the weights, as JSON under "config" in the metadata: OpenAI's constructor arguments plus
// the optional keys "vision_heads", "mean", "std", "activation", "text_activation",
// "vision_activation", "text_epsilon", "vision_epsilon", "end_token" and "normalize". A size of 0
// means: take the convention (64 channels a head) or the size that the tensors have.
struct Perceptor {
  int64_t embed_dim = 0;
  int64_t image_resolution = 0;
  int64_t context_length = 0;
  int64_t vocab_size = 0;
  int64_t text_width = 0;
  int64_t text_layers = 0;
  int64_t text_heads = 0;
  int64_t vision_width = 0;            // of a ModifiedResNet: of its first stage
  int64_t vision_layers = 0;           // of a ViT, or the stages of a ModifiedResNet
  std::vector<int64_t> vision_blocks;  // of each stage
  int64_t vision_heads = 0;
  int64_t vision_patch_size = 0;
  std::array<float, 3> mean = {0.48145466f, 0.4578275f, 0.40821073f};
  std::array<float, 3> std = {0.26862954f, 0.26130258f, 0.27577711f};
  Activation text_activation = Activation::quick_gelu;
  Activation vision_activation = Activation::quick_gelu;
  double text_epsilon = 1e-5;    // of the layer norms
  double vision_epsilon = 1e-5;  // of a ViT's
  int64_t end_token = -1;        // the text is read at its first occurrence; -1: at the highest id
  bool nfc = false;              // "normalize": "nfc" asks the tokenizer to compose letters
};

// Reads a JSON object with the keys above. What it does not say is as in OpenAI's models, whose
// constructor arguments it is. Fails with bad_weights, naming where and the key, when a value has
// the wrong type or makes no sense.
Perceptor read_perceptor(const std::string& json, const std::string& where);

// The same JSON again, with every key that has a value.
std::string write_perceptor(const Perceptor& perceptor);

// A described size, or -1 for whatever the tensor has.
inline int64_t or_any(int64_t described) { return described > 0 ? described : -1; }

// Heads of a transformer: what the description says, or 64 channels each.
int64_t head_count(int64_t described, int64_t width);

}  // namespace clipdraw
