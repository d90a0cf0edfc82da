// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace clipdraw_cli {

// One tensor of made-up weights: bell-shaped random values.
struct MadeUpTensor {
  std::string name;
  std::vector<std::int64_t> shape;
  float mean = 0;
  float deviation = 0;
};

// A model as it is published, without its values.
struct Layout {
  std::string name;
  std::map<std::string, std::string> metadata;  // of the safetensors file
  bool half = false;                            // two bytes a value (bf16), else four
  std::vector<MadeUpTensor> tensors;
};

// The layouts of the published models that the bench knows by name: OpenAI's CLIPs ("vit-b32",
// "vit-b16", "vit-l14", "rn50"), taming-transformers' VQGANs ("vqgan-f16-1024", "vqgan-f16-16384")
// and the decoder of TAESD ("taesd-f8"). None for another name. Values are scaled so that what
// flows through the layers stays of size 1.
std::optional<Layout> perceptor_layout(const std::string& name);
std::optional<Layout> generator_layout(const std::string& name);

// Tokens in the vocabulary of all these CLIPs.
inline constexpr std::int64_t kVocabularySize = 49408;

}  // namespace clipdraw_cli
