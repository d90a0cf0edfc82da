// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "clip/clip.hpp"

#include <fmt/ranges.h>

#include <cmath>
#include <filesystem>
#include <utility>

#include "base/error.hpp"
#include "weights/bind.hpp"

namespace clipdraw {

Clip Clip::load(const std::string& path) {
  Archive archive = Archive::open(path);
  const Perceptor perceptor = read_perceptor(archive.metadata(), path);
  return bind(std::move(archive), perceptor);
}

Clip Clip::load(const std::string& path, const Perceptor& description) {
  return bind(Archive::open(path), description);
}

std::map<std::string, std::string> Clip::archive_metadata(const std::string& path) {
  return Archive::open(path).metadata();
}

Clip Clip::bind(Archive archive, const Perceptor& description) {
  Binder binder(archive);
  Clip clip;
  clip.perceptor_ = description;
  if (archive.contains("vision_model.embeddings.patch_embedding.weight")) {
    bind_all(binder, [&] { clip.take_hugging_face(binder); });
  } else if (archive.contains("visual.conv1.weight")) {
    bind_all(binder, [&] { clip.take_openai(binder); });
  } else {
    fail(Status::bad_weights,
         "{}: is not a CLIP, it has neither visual.conv1.weight (OpenAI) nor "
         "vision_model.embeddings.patch_embedding.weight (Hugging Face)",
         archive.path());
  }
  clip.text_.finish();
  clip.files_ = {archive.path()};
  clip.folder_ = std::filesystem::path(archive.path()).parent_path().string();
  const std::array<float, 3>& mean = description.mean;
  const std::array<float, 3>& std = description.std;
  clip.mean_ = at::tensor({mean[0], mean[1], mean[2]}).view({1, 3, 1, 1});
  clip.inverse_std_ = at::tensor({1 / std[0], 1 / std[1], 1 / std[2]}).view({1, 3, 1, 1});
  return clip;
}

void Clip::take_openai(Binder& binder) {
  text_ = TextEncoder::bind_openai(binder, perceptor_);
  const bool is_resnet = has_any(binder, "visual.attnpool.") || has_any(binder, "visual.layer1.");
  image_ =
      is_resnet ? bind_modified_resnet(binder, perceptor_) : bind_vit_openai(binder, perceptor_);
  // Scalars that OpenAI's own files carry next to the weights.
  for (const char* name : {"input_resolution", "context_length", "vocab_size"}) binder.ignore(name);
  take_shared(binder);
}

void Clip::take_hugging_face(Binder& binder) {
  text_ = TextEncoder::bind_hugging_face(binder, perceptor_);
  image_ = bind_vit_hugging_face(binder, perceptor_);
  binder.ignore("*.position_ids");
  take_shared(binder);
}

void Clip::take_shared(Binder& binder) {
  const at::Tensor scale = binder.take_optional("logit_scale", {});
  if (scale.defined()) logit_scale_ = std::exp(scale.item<double>());
  if (image_->embed_dim() != text_.embed_dim()) {
    binder.problem(fmt::format("visual.*: embeds in {} dimensions, the text side in {}",
                               image_->embed_dim(), text_.embed_dim()));
  }
}

at::Tensor Clip::encode_image(const at::Tensor& image) const {
  check_image(image);
  return (*image_)(((image - mean_) * inverse_std_).contiguous());
}

at::Tensor Clip::encode_normalized(const at::Tensor& image) const {
  check_image(image);
  return (*image_)(image.contiguous());
}

void Clip::check_image(const at::Tensor& image) const {
  const int64_t r = image_resolution();
  if (image.dim() != 4 || image.size(1) != 3 || image.size(2) != r || image.size(3) != r) {
    fail(Status::invalid_argument, "image has shape [{}], expected [N, 3, {}, {}]",
         fmt::join(image.sizes(), ", "), r, r);
  }
}

}  // namespace clipdraw
