// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/ATen.h>

#include <array>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "generator/generator.hpp"
#include "generator/latent_scale.hpp"
#include "nn/blocks.hpp"
#include "nn/layers.hpp"
#include "weights/archive.hpp"
#include "weights/bind.hpp"

namespace clipdraw {

// relu(conv(y) + skip(y)) with y = x, or x plus what a normalised wide 1x1 layer sees of all places
// ("pool", taef2's).
struct TinyBlock {
  std::array<Conv2d, 3> convs;  // relu between them; weights undefined: no block
  Conv2d skip;                  // 1x1 without bias; weight undefined: the identity
  Conv2d widen, narrow;         // 1x1 without bias; weights undefined: no pool
  GroupNorm pool_norm;
  // x: [N, in, H, W] float; returns [N, out, H, W].
  at::Tensor operator()(const at::Tensor& x) const;
  Footprint footprint(const BatchShape& x) const;
};

// One step of a sequence: a convolution, perhaps after doubling the size, perhaps with a relu after
// it; or a block.
struct TinyLayer {
  Conv2d conv;  // weight undefined: block
  bool upsample = false;
  bool relu = false;
  TinyBlock block;
  // x: [N, in, H, W] float; returns [N, out, H', W'].
  at::Tensor operator()(const at::Tensor& x) const;
  Footprint footprint(const BatchShape& x) const;
};

// The TAESD family (github.com/madebyollin/taesd): small autoencoders whose latents are those of
// Stable Diffusion 1, XL and 3, FLUX.1 and FLUX.2, which they take as diffusion models do. Names: a
// file of numbered layers for each half, or both halves in one as diffusers' AutoencoderTiny has
// them. Z is one continuous tensor.
class TinyAutoencoder : public Generator {
 public:
  // True when the tensors are such a decoder's, an encoder's, or both.
  static bool fits(const Archive& archive);
  // Finds the other half of a file with "decoder" or "encoder" in its name; without an encoder the
  // generator cannot encode. Fails with bad_weights or unsupported.
  static std::shared_ptr<const TinyAutoencoder> bind(const Archive& archive);

  const char* kind() const override { return "taesd"; }
  std::vector<std::string> files() const override;
  int factor() const override { return factor_; }
  int native_size() const override { return native_size_; }
  std::vector<std::vector<int64_t>> latent_shapes(int width, int height) const override;
  std::optional<GraphMemory> decode_memory(const BatchShape& z,
                                           const Compute& compute) const override;
  Work work(int width, int height) const override;
  at::Tensor decode(const Latent& latent, const Compute& compute = {}) const override;
  bool can_encode() const override { return !encoder_.empty(); }
  Latent encode(const at::Tensor& image) const override;
  int64_t encode_values(const BatchShape& image) const override;
  Latent from_values(const at::Tensor& values) const override;
  Suggestion suggestion() const override;

  // The description that a copy of the tensors needs.
  std::map<std::string, std::string> metadata() const;
  // The tensors of that copy, both halves under the names of AutoencoderTiny: of the files as they
  // are now.
  std::map<std::string, at::Tensor> tensors() const;

 private:
  TinyAutoencoder() = default;
  void take_decoder(Binder& binder, int first);
  void take_encoder(Binder& binder);
  std::vector<Block> blocks() const;  // of the decoder; they refer to it

  std::vector<std::string> files_;              // that hold tensors
  std::vector<std::string> description_files_;  // that say how they are used
  std::vector<TinyLayer> decoder_;
  std::vector<TinyLayer> encoder_;
  LatentScale scale_;
  int64_t channels_ = 0;  // of Z
  int factor_ = 1;
  int native_size_ = 256;
};

}  // namespace clipdraw
