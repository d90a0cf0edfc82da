// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/ATen.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "generator/autoencoder.hpp"
#include "generator/codebook.hpp"
#include "generator/generator.hpp"
#include "generator/packed_decoder.hpp"
#include "generator/vqgan_config.hpp"
#include "nn/two_forms.hpp"
#include "weights/archive.hpp"
#include "weights/bind.hpp"

namespace clipdraw {

// VQGAN (Esser et al. 2021) from taming-transformers' tensor names: VQModel with a codebook by
// distance, or GumbelVQ, whose encoder scores the codes itself. Z is one tensor of code values.
class Vqgan : public Generator {
 public:
  // True when the tensors below the prefix are a VQGAN's.
  static bool fits(const Archive& archive, const std::string& prefix);
  // Fails with bad_weights; all tensors that do not fit are in one message, and what the
  // description says otherwise, where there is one.
  static std::shared_ptr<const Vqgan> bind(const Archive& archive, const std::string& prefix = "");

  const char* kind() const override { return code_scores_.weight.defined() ? "gumbel" : "vqgan"; }
  std::vector<std::string> files() const override { return files_; }
  int factor() const override { return config_.layout.factor(); }
  int native_size() const override { return static_cast<int>(config_.native_size); }
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
  at::Tensor codebook() const override { return book_.rows(); }
  Suggestion suggestion() const override;

  // z_q: [N, embed_dim, h, w] float, code values. Returns [N, 3, H, W], nominally -1..1.
  at::Tensor decode_codes(const at::Tensor& z_q, const Compute& compute = {}) const;
  // image: [N, 3, H, W] float, -1..1. Returns what goes to the codes: [N, embed_dim, h, w], or
  // for GumbelVQ [N, z_channels, h, w].
  at::Tensor encode_continuous(const at::Tensor& image) const;
  // z: as encode_continuous returns it. Returns [N, h, w] int64.
  at::Tensor choose_codes(const at::Tensor& z) const;
  const Codebook& book() const { return book_; }

 private:
  Vqgan() = default;
  void take(Binder& binder);
  Latent make_latent(at::Tensor value) const;

  std::vector<std::string> files_;
  VqganConfig config_;
  ConvEncoder encoder_;
  TwoForms<ConvDecoder, PackedDecoder> decoder_;
  Conv2d quant_conv_;
  Conv2d post_quant_conv_;
  Conv2d code_scores_;  // GumbelVQ only; weight undefined otherwise
  Codebook book_;
};

}  // namespace clipdraw
