// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "clip/clip.hpp"

#include <fmt/ranges.h>

#include <cmath>
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

Clip Clip::bind(Archive archive, const Perceptor& description) {
  const at::NoGradGuard no_grad;
  Binder binder(archive);
  Clip clip;
  clip.perceptor_ = description;
  if (archive.contains("vision_model.embeddings.patch_embedding.weight")) {
    clip.text_ = TextEncoder::bind_hugging_face(binder, description);
    clip.image_ = bind_vit_hugging_face(binder, description);
    binder.ignore("*.position_ids");
  } else if (archive.contains("visual.conv1.weight")) {
    clip.text_ = TextEncoder::bind_openai(binder, description);
    const bool is_resnet = archive.contains("visual.attnpool.positional_embedding") ||
                           archive.contains("visual.layer1.0.conv1.weight");
    clip.image_ = is_resnet ? bind_modified_resnet(binder, description) : bind_vit_openai(binder, description);
    // Scalars that OpenAI's own files carry next to the weights.
    for (const char* name : {"input_resolution", "context_length", "vocab_size"}) binder.ignore(name);
  } else {
    fail(Status::bad_weights,
         "{}: is not a CLIP, it has neither visual.conv1.weight (OpenAI) nor "
         "vision_model.embeddings.patch_embedding.weight (Hugging Face)",
         archive.path());
  }
  const at::Tensor scale = binder.take_optional("logit_scale", {});
  if (scale.defined()) clip.logit_scale_ = std::exp(scale.item<double>());
  if (clip.image_->embed_dim() != clip.text_.embed_dim()) {
    binder.problem("the image side embeds in " + std::to_string(clip.image_->embed_dim()) +
                   " dimensions, the text side in " + std::to_string(clip.text_.embed_dim()));
  }
  binder.finish();

  at::Tensor mean = at::empty({1, 3, 1, 1}, at::kFloat);
  at::Tensor inverse_std = at::empty({1, 3, 1, 1}, at::kFloat);
  for (int64_t c = 0; c < 3; ++c) {
    mean.data_ptr<float>()[c] = description.mean[static_cast<size_t>(c)];
    inverse_std.data_ptr<float>()[c] = 1.0f / description.std[static_cast<size_t>(c)];
  }
  clip.mean_ = mean;
  clip.inverse_std_ = inverse_std;
  return clip;
}

at::Tensor Clip::encode_image(const at::Tensor& image) const {
  return encode_normalized((image - mean_) * inverse_std_);
}

at::Tensor Clip::encode_normalized(const at::Tensor& image) const {
  const int64_t r = image_resolution();
  if (image.dim() != 4 || image.size(1) != 3 || image.size(2) != r || image.size(3) != r) {
    fail(Status::invalid_argument, "image has shape [{}], expected [N, 3, {}, {}]",
         fmt::join(image.sizes(), ", "), r, r);
  }
  return (*image_)(image.contiguous());
}

}  // namespace clipdraw
