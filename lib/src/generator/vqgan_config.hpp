// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "generator/autoencoder_layout.hpp"
#include "weights/archive.hpp"

namespace clipdraw {

// What a VQGAN is built from. Tensors tell all of it but the training size; where a description is
// at hand (taming-transformers' constructor arguments "ddconfig", "n_embed", "embed_dim", and the
// keys that our own models add), it tells the whole.
struct VqganConfig {
  AutoencoderLayout layout;
  int64_t codes = 0;  // n_embed
  int64_t embed_dim = 0;
  int64_t native_size = 256;
  bool ours = false;  // described with our own keys: made for this program
};

// Reads a description. metadata: "ddconfig", "n_embed" and "embed_dim", each JSON. Fails with
// bad_weights, naming the path and the key.
VqganConfig read_vqgan_config(const std::map<std::string, std::string>& metadata,
                              const std::string& path);
// Reads everything off the tensors whose names start with the prefix. Fails with bad_weights.
VqganConfig infer_vqgan_config(const Archive& archive, const std::string& prefix);

// Returns the archive's description as metadata for read_vqgan_config, from its own metadata or
// from the side file STEM.json; empty when neither has a "ddconfig".
std::map<std::string, std::string> find_vqgan_description(const Archive& archive);

// Returns the keys of a description that the tensors contradict, each with what both say.
std::vector<std::string> differences(const VqganConfig& described, const VqganConfig& found);

}  // namespace clipdraw
