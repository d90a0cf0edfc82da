// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "clip/clip.hpp"

#include <fmt/ranges.h>

#include <cmath>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "clip/describe.hpp"
#include "weights/bind.hpp"

namespace clipdraw {
namespace {

using Shape = std::vector<int64_t>;

constexpr const char* kHuggingFaceName = "vision_model.embeddings.patch_embedding.weight";

void check_names(const Archive& archive) {
  if (archive.contains(kHuggingFaceName) || archive.contains("visual.conv1.weight")) return;
  fail(Status::bad_weights,
       "{}: is not a CLIP, it has neither visual.conv1.weight (OpenAI, OpenCLIP) nor {} (Hugging "
       "Face); a generator is named by --generator",
       archive.path(), kHuggingFaceName);
}

}  // namespace

Clip Clip::load(const std::string& path) {
  Archive archive = Archive::open(path);
  check_names(archive);
  std::vector<std::string> says;
  const Perceptor perceptor = describe_clip(archive, &says);
  Clip clip = bind(std::move(archive), perceptor);
  clip.files_.insert(clip.files_.end(), says.begin(), says.end());
  return clip;
}

Clip Clip::load(const std::string& path, const Perceptor& description) {
  Archive archive = Archive::open(path);
  check_names(archive);
  return bind(std::move(archive), description);
}

std::map<std::string, std::string> Clip::archive_metadata(const std::string& path) {
  return {{"config", write_perceptor(load(path).perceptor())}};
}

Clip Clip::bind(Archive archive, const Perceptor& description) {
  Binder binder(archive);
  Clip clip;
  clip.perceptor_ = description;
  bind_all(binder, [&] {
    if (archive.contains(kHuggingFaceName)) {
      clip.take_hugging_face(binder);
    } else {
      clip.take_openai(binder);
    }
  });
  clip.text_.make_mask();
  clip.weight_bytes_ = binder.bytes();
  clip.files_ = archive.files();
  clip.folder_ = archive.folder();
  const std::array<float, 3>& mean = description.mean;
  const std::array<float, 3>& std = description.std;
  clip.mean_ = at::tensor({mean[0], mean[1], mean[2]}).view({1, 3, 1, 1});
  clip.inverse_std_ = at::tensor({1 / std[0], 1 / std[1], 1 / std[2]}).view({1, 3, 1, 1});
  return clip;
}

void Clip::take_openai(Binder& binder) {
  // OpenCLIP's models of "custom_text" keep the text side under a name of its own.
  const bool has_own_name = binder.contains("text.token_embedding.weight");
  text_ = TextEncoder::bind_openai(binder, has_own_name ? "text." : "", perceptor_);
  const bool is_resnet = has_any(binder, "visual.attnpool.") || has_any(binder, "visual.layer1.");
  image_ =
      is_resnet ? bind_modified_resnet(binder, perceptor_) : bind_vit_openai(binder, perceptor_);
  // Scalars that OpenAI's own files carry next to the weights, and the mask that OpenCLIP's did.
  for (const char* name : {"input_resolution", "context_length", "vocab_size", "*attn_mask"}) {
    binder.ignore(name);
  }
  take_shared(binder);
}

void Clip::take_hugging_face(Binder& binder) {
  text_ = TextEncoder::bind_hugging_face(binder, perceptor_);
  image_ = bind_vit_hugging_face(binder, perceptor_);
  binder.ignore("*.position_ids");
  take_shared(binder);
}

void Clip::take_shared(Binder& binder) {
  // One number, which some of OpenCLIP's files hold as a list of one.
  const bool is_list =
      binder.contains("logit_scale") && binder.archive().shape("logit_scale").size() == 1;
  const at::Tensor scale = binder.take_optional("logit_scale", is_list ? Shape{1} : Shape{});
  if (scale.defined() && scale.numel() == 1) logit_scale_ = std::exp(scale.item<double>());
  binder.ignore("logit_bias");
  if (image_->embed_dim() != text_.embed_dim()) {
    binder.problem(fmt::format("visual.*: embeds in {} dimensions, the text side in {}",
                               image_->embed_dim(), text_.embed_dim()));
  }
}

at::Tensor Clip::encode_image(const at::Tensor& image, const Compute& compute) const {
  check_image(image);
  return (*image_)(((image - mean_) * inverse_std_).contiguous(), compute);
}

GraphMemory Clip::image_memory(int64_t views, const Compute& compute) const {
  GraphMemory memory = image_->memory(views, compute);
  // Views without their mean, by their spread, and in one piece; and gradients of the same size.
  const int64_t values = views * 3 * image_resolution() * image_resolution();
  memory.forward += 2 * values;
  memory.backward += 2 * values;
  return memory;
}

at::Tensor Clip::encode_normalized(const at::Tensor& image, const Compute& compute) const {
  check_image(image);
  return (*image_)(image.contiguous(), compute);
}

void Clip::check_image(const at::Tensor& image) const {
  const int64_t r = image_resolution();
  if (image.dim() != 4 || image.size(1) != 3 || image.size(2) != r || image.size(3) != r) {
    fail(Status::invalid_argument, "image has shape [{}], expected [N, 3, {}, {}]",
         fmt::join(image.sizes(), ", "), r, r);
  }
}

}  // namespace clipdraw
