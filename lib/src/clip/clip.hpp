// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/ATen.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "clip/image_encoder.hpp"
#include "clip/perceptor.hpp"
#include "clip/text_encoder.hpp"
#include "types/compute.hpp"
#include "weights/archive.hpp"
#include "weights/bind.hpp"

namespace clipdraw {

// A CLIP (Radford et al. 2021): words and pictures into one space. Reads OpenAI's tensor names with
// a ViT or a ModifiedResNet (OpenCLIP's are the same), and Hugging Face CLIPModel's names with a
// ViT. Immutable after loading: any number of threads may use it.
class Clip {
 public:
  // path: a file or a folder, as Archive::open() takes it; what describes the model is found as
  // describe.hpp says. Fails with not_found, io, bad_weights or unsupported; all tensors that do
  // not fit are in one message.
  static Clip load(const std::string& path);
  // description replaces what the file's metadata says (or does not say).
  static Clip load(const std::string& path, const Perceptor& description);
  // The metadata that a copy of this model in our own format needs to say all by itself: "config",
  // complete, from whatever describes the original.
  static std::map<std::string, std::string> archive_metadata(const std::string& path);

  // tokens: [N, L] int64, padded with zeros after the end token.
  TextFeatures encode_text(const at::Tensor& tokens) const { return text_(tokens); }

  // image: [N, 3, R, R] float, 0..1. Returns [N, D] float, not normalised; differentiable.
  at::Tensor encode_image(const at::Tensor& image, const Compute& compute = {}) const;
  // image: [N, 3, R, R] float, already (x - mean) / std.
  at::Tensor encode_normalized(const at::Tensor& image, const Compute& compute = {}) const;

  // Makes now of the weights what encoding images so needs, instead of at the first use.
  void prepare(const Compute& compute) const { image_->prepare(compute); }
  // What encode_image() has to multiply for one image.
  Work image_work() const { return image_->work(); }
  // What encode_image() and its way back take for so many views, without the weights.
  GraphMemory image_memory(int64_t views, const Compute& compute = {}) const;
  // Bytes of the weights as they lie in memory. Those that are packed in bfloat16, laid out for
  // either direction, take as many; for fp32 see image_memory().
  int64_t weight_bytes() const { return weight_bytes_; }

  const Perceptor& perceptor() const { return perceptor_; }
  int64_t image_resolution() const { return image_->resolution(); }
  int64_t context_length() const { return text_.context_length(); }
  int64_t vocab_size() const { return text_.vocab_size(); }
  int64_t text_width() const { return text_.width(); }
  int64_t embed_dim() const { return text_.embed_dim(); }
  // The factor on cosines that training ended with, already out of its logarithm.
  double logit_scale() const { return logit_scale_; }
  // Every file that was read, those that describe the weights too, for hashes.
  const std::vector<std::string>& files() const { return files_; }
  // Where the weights lie, and the files that come with them: a vocabulary for one.
  const std::string& folder() const { return folder_; }

 private:
  Clip() = default;
  static Clip bind(Archive archive, const Perceptor& description);
  void check_image(const at::Tensor& image) const;
  void take_openai(Binder& binder);
  void take_hugging_face(Binder& binder);
  void take_shared(Binder& binder);

  Perceptor perceptor_;
  TextEncoder text_;
  std::shared_ptr<const ImageEncoder> image_;
  at::Tensor mean_;         // [1, 3, 1, 1] float
  at::Tensor inverse_std_;  // [1, 3, 1, 1] float
  double logit_scale_ = 1;
  int64_t weight_bytes_ = 0;
  std::vector<std::string> files_;
  std::string folder_;
};

}  // namespace clipdraw
