// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "session/embed.hpp"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

#include <cmath>

#include "base/error.hpp"
#include "base/sha256.hpp"
#include "prompt/check.hpp"
#include "session/guides.hpp"
#include "session/picture.hpp"
#include "session/read_prompts.hpp"

namespace clipdraw {
namespace {

// Views of a picture that is finished: the whole and a crop towards each corner.
constexpr int kViews = 5;

// How far from 1 a length may be by rounding alone.
constexpr double kRounding = 1e-5;

// The mean of what a guide makes of views, brought to length 1. views: [K, D] float -> [1, D].
at::Tensor mean_view(const at::Tensor& views) { return unit_rows(unit_rows(views).mean(0, true)); }

std::vector<float> values_of(const at::Tensor& row) {
  const at::Tensor flat = row.to(at::kFloat).contiguous();
  return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

// Returns the mean, by weight, of the cosines of a picture with prompts; a prompt that pushes away
// counts with its sign. row: [1, D] float, of length 1.
double cosine(const at::Tensor& row, const Target& target) {
  const at::Tensor cosines = at::matmul(target.embeddings, row.squeeze(0)).clamp(-1.0, 1.0);  // [N]
  return ((cosines * target.weights).sum() / target.weights.abs().sum()).item<double>();
}

}  // namespace

std::vector<std::vector<float>> embed_text(const Model& model, const std::string& text) {
  check_prompt(model, Prompt{text});
  std::vector<std::vector<float>> parts;
  for (const Reader& guide : model.guides()) parts.push_back(values_of(embed_words(guide, text)));
  return parts;
}

std::vector<std::vector<float>> embed_picture(const Model& model, const PixelImage& picture) {
  const at::NoGradGuard no_grad;
  std::vector<std::vector<float>> parts;
  for (const at::Tensor& views : embed_views(model, to_tensor(picture), kViews)) {
    parts.push_back(values_of(mean_view(views)));
  }
  return parts;
}

Score score_picture(const Model& model, const PixelImage& picture,
                    const std::vector<Prompt>& prompts) {
  const at::NoGradGuard no_grad;
  if (prompts.empty()) fail(Status::invalid_argument, "score: no prompt to compare with");
  for (const Prompt& prompt : prompts) check_prompt(model, prompt);
  const std::vector<at::Tensor> views = embed_views(model, to_tensor(picture), kViews);
  const std::vector<Target> targets = make_targets(model, prompts);
  Score score;
  score.distance = guides_loss(model, views, targets);
  for (size_t guide = 0; guide < views.size(); ++guide) {
    score.similarity +=
        model.guides()[guide].share * cosine(mean_view(views[guide]), targets[guide]);
  }
  return score;
}

PictureId picture_id(const PixelImage& picture) {
  std::string bytes = fmt::format("{}x{}\n", picture.width, picture.height);
  bytes.append(reinterpret_cast<const char*>(picture.rgb.data()), picture.rgb.size());
  return {sha256(bytes.data(), bytes.size()), picture.width, picture.height};
}

Prompt image_prompt(const Model& model, const PixelImage& picture, float weight, float stop) {
  Prompt prompt;
  prompt.kind = PromptKind::image;
  prompt.weight = weight;
  prompt.stop = stop;
  check_weight(prompt);
  prompt.embedding = embed_picture(model, picture);
  prompt.picture = picture_id(picture);
  return prompt;
}

Prompt embedding_prompt(const Model& model, const float* values, size_t count, float weight,
                        float stop) {
  Prompt prompt;
  prompt.kind = PromptKind::embedding;
  prompt.weight = weight;
  prompt.stop = stop;
  check_weight(prompt);
  size_t wanted = 0;
  for (const Reader& guide : model.guides()) {
    wanted += static_cast<size_t>(guide.clip.embed_dim());
  }
  if (count != wanted) {
    fail(Status::invalid_argument, "embedding of {} numbers, expected the {} of all guides", count,
         wanted);
  }
  for (const Reader& guide : model.guides()) {
    const auto size = static_cast<size_t>(guide.clip.embed_dim());
    std::vector<float> part(values, values + size);
    values += size;
    const double length = length_of(part);
    if (!std::isfinite(length) || length == 0) {
      fail(Status::invalid_argument,
           "embedding: the part of {} has the length {}, expected a finite one above 0", guide.name,
           length);
    }
    if (std::abs(length - 1) > kRounding) {
      for (float& value : part) value = static_cast<float>(value / length);
    }
    prompt.embedding.push_back(std::move(part));
  }
  return prompt;
}

}  // namespace clipdraw
