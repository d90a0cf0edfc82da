// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "session/judge.hpp"

#include "cutouts/plan.hpp"
#include "cutouts/resample.hpp"
#include "objective/objective.hpp"

namespace clipdraw {

std::vector<at::Tensor> embed_views(const Model& model, const at::Tensor& image, int views,
                                    const Compute& compute) {
  const at::Tensor clamped = clamp_picture(image);
  std::vector<at::Tensor> embeddings;
  for (const Reader& guide : model.guides()) {
    const ViewPlan plan =
        plan_fixed_views(views, static_cast<int>(image.size(3)), static_cast<int>(image.size(2)),
                         static_cast<int>(guide.clip.image_resolution()));
    embeddings.push_back(guide.clip.encode_image(resample(clamped, plan), compute));
  }
  return embeddings;
}

double judge(const Model& model, const std::vector<at::Tensor>& embeddings,
             const std::vector<Target>& targets) {
  double loss = 0;
  for (size_t guide = 0; guide < targets.size(); ++guide) {
    const at::Tensor distances = target_distances(embeddings[guide], targets[guide]);
    loss += model.guides()[guide].share * prompt_loss(distances, targets[guide]).item<double>();
  }
  return loss;
}

}  // namespace clipdraw
