// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/ATen.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "generator/autoencoder.hpp"
#include "generator/description.hpp"
#include "generator/generator.hpp"
#include "generator/latent_scale.hpp"
#include "generator/packed_decoder.hpp"
#include "nn/two_forms.hpp"
#include "weights/archive.hpp"
#include "weights/bind.hpp"

namespace clipdraw {

// The autoencoder of latent diffusion (Rombach et al. 2022), whose encoder gives a normal
// distribution a place. Names: latent-diffusion's or diffusers' AutoencoderKL. Z is one continuous
// tensor, the latents scaled to unit variance as diffusion models take them.
class AutoencoderKl : public Generator {
 public:
  // True when the tensors below the prefix are such an autoencoder's.
  static bool fits(const Archive& archive, const std::string& prefix);
  // Fails with bad_weights or unsupported; all tensors that do not fit are in one message.
  static std::shared_ptr<const AutoencoderKl> bind(const Archive& archive,
                                                   const std::string& prefix = "");

  const char* kind() const override { return "kl"; }
  std::vector<std::string> files() const override { return files_; }
  int factor() const override { return layout_.factor(); }
  int native_size() const override { return native_size_; }
  std::vector<std::vector<int64_t>> latent_shapes(int width, int height) const override;
  std::optional<GraphMemory> decode_memory(const BatchShape& z,
                                           const Compute& compute) const override;
  Work work(int width, int height) const override;
  at::Tensor decode(const Latent& latent, const Compute& compute = {}) const override;
  void prepare(const Compute& compute) const override {
    if (compute.form != Form::plain) decoder_.packed(compute.form);
  }
  Latent encode(const at::Tensor& image) const override;
  int64_t encode_values(const BatchShape& image) const override { return encoder_.values(image); }
  Latent from_values(const at::Tensor& values) const override;
  Suggestion suggestion() const override;

  // latent: [N, C, h, w] float, as the encoder gives it. Returns [N, 3, H, W], nominally -1..1.
  at::Tensor decode_raw(const at::Tensor& latent, const Compute& compute = {}) const;
  // image: [N, 3, H, W] float, -1..1. Returns the mean of each place: [N, C, h, w].
  at::Tensor encode_mean(const at::Tensor& image) const;
  // The description that a copy of the tensors needs.
  std::map<std::string, std::string> metadata() const;

 private:
  AutoencoderKl() = default;
  void read(const std::optional<Description>& description, const Archive& archive);
  void take(Binder& binder);

  std::vector<std::string> files_;
  AutoencoderLayout layout_;
  LatentScale scale_;
  int64_t channels_ = 0;  // of Z
  int native_size_ = 256;
  ConvEncoder encoder_;
  TwoForms<ConvDecoder, PackedDecoder> decoder_;
  Conv2d quant_conv_;       // weight undefined: none (Stable Diffusion 3, FLUX)
  Conv2d post_quant_conv_;  // likewise
};

}  // namespace clipdraw
