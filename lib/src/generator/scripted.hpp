// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/ATen.h>

#include <memory>
#include <string>
#include <vector>

#include "generator/description.hpp"
#include "generator/generator.hpp"
#include "generator/latent_scale.hpp"

namespace clipdraw {

// A generator that the user brings: a TorchScript module with decode(z) and perhaps encode(image),
// and the side file STEM.json with "generator": "torchscript" that says what Z looks like
// (docs/generators.md). Z is one continuous tensor.
class Scripted : public Generator {
 public:
  // True when the side file says that the file is one of these.
  static bool fits(const Description& beside);
  // Runs the module once on a small Z. Fails with bad_weights or unsupported, saying what the
  // module gave and what was expected.
  static std::shared_ptr<const Scripted> load(const std::string& path, const Description& beside);
  ~Scripted() override;

  const char* kind() const override { return "torchscript"; }
  std::vector<std::string> files() const override;
  int factor() const override { return factor_; }
  int native_size() const override { return native_size_; }
  std::vector<std::vector<int64_t>> latent_shapes(int width, int height) const override;
  at::Tensor decode(const Latent& latent, const Compute& compute = {}) const override;
  bool can_decode_several() const override { return several_; }
  bool can_encode() const override;
  Latent encode(const at::Tensor& image) const override;
  Latent from_values(const at::Tensor& values) const override;
  Suggestion suggestion() const override { return suggestion_; }

 private:
  Scripted() = default;
  void read(const Description& beside);
  bool try_several() const;
  // input: [N, C, H, W] float; returns what the method gives, checked to be [N, channels, h, w].
  at::Tensor call(const char* method, const at::Tensor& input,
                  const std::vector<int64_t>& expected) const;
  Latent make_latent(at::Tensor value) const;

  struct Module;  // keeps Torch's compiler out of this header
  std::unique_ptr<const Module> module_;
  std::string path_;
  LatentScale scale_;
  at::Tensor low_;   // [1, C, 1, 1] or [1, 1, 1, 1] float, or undefined
  at::Tensor high_;  // likewise
  int64_t channels_ = 0;
  int factor_ = 1;
  int native_size_ = 256;
  bool several_ = false;
  bool signed_ = false;  // pictures are -1..1 inside
  Suggestion suggestion_{0.1, 150};
};

}  // namespace clipdraw
