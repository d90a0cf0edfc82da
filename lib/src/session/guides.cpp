// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "session/guides.hpp"

#include "cutouts/plan.hpp"
#include "cutouts/resample.hpp"
#include "objective/objective.hpp"

namespace clipdraw {

namespace {

// [views, 3, R, R] for each guide.
std::vector<at::Tensor> fixed_views(const Model& model, const at::Tensor& image, int views) {
  const at::Tensor clamped = clamp_picture(image);
  std::vector<at::Tensor> all;
  for (const Reader& guide : model.guides()) {
    const ViewPlan plan =
        plan_fixed_views(views, static_cast<int>(image.size(3)), static_cast<int>(image.size(2)),
                         static_cast<int>(guide.clip.image_resolution()));
    all.push_back(resample(clamped, plan));
  }
  return all;
}

}  // namespace

std::vector<at::Tensor> embed_views(const Model& model, const at::Tensor& image, int views,
                                    const Compute& compute) {
  std::vector<at::Tensor> embeddings = fixed_views(model, image, views);
  for (size_t guide = 0; guide < embeddings.size(); ++guide) {
    embeddings[guide] = model.guides()[guide].clip.encode_image(embeddings[guide], compute);
  }
  return embeddings;
}

double guides_loss(const Model& model, const std::vector<at::Tensor>& embeddings,
                   const std::vector<Target>& targets) {
  double loss = 0;
  for (size_t guide = 0; guide < targets.size(); ++guide) {
    const at::Tensor distances = target_distances(embeddings[guide], targets[guide]);
    loss += model.guides()[guide].share * prompt_loss(distances, targets[guide]).item<double>();
  }
  return loss;
}

std::vector<double> guides_loss(const Model& model, const std::vector<at::Tensor>& images,
                                int views, int64_t at_once, const std::vector<Target>& targets,
                                const Compute& compute) {
  std::vector<std::vector<at::Tensor>> seen(model.guides().size());  // by guide and image
  for (const at::Tensor& image : images) {
    const std::vector<at::Tensor> all = fixed_views(model, image, views);
    for (size_t guide = 0; guide < all.size(); ++guide) seen[guide].push_back(all[guide]);
  }
  std::vector<at::Tensor> embeddings;  // [images * views, D] of each guide
  for (size_t guide = 0; guide < seen.size(); ++guide) {
    std::vector<at::Tensor> parts;
    for (const at::Tensor& part : at::cat(seen[guide]).split(at_once)) {
      parts.push_back(model.guides()[guide].clip.encode_image(part, compute));
    }
    embeddings.push_back(at::cat(parts));
  }
  std::vector<double> losses;
  for (size_t image = 0; image < images.size(); ++image) {
    std::vector<at::Tensor> own;
    for (const at::Tensor& all : embeddings) {
      own.push_back(all.narrow(0, static_cast<int64_t>(image) * views, views));
    }
    losses.push_back(guides_loss(model, own, targets));
  }
  return losses;
}

}  // namespace clipdraw
