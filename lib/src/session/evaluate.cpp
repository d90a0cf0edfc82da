// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "session/evaluate.hpp"

#include <torch/csrc/autograd/autograd.h>

#include "base/error.hpp"
#include "cutouts/resample.hpp"
#include "objective/objective.hpp"

namespace clipdraw {

Evaluation evaluate(const Stages& stages, const Latent& latent, const Latent& start,
                    const std::vector<Look>& looks, const Target& target,
                    const Regularisers& regularisers) {
  at::AutoGradMode with_grad(true);
  int views = 0;
  for (const Look& look : looks) views += look.views;
  if (views < 1) {
    fail(Status::internal, "a step without views");
  }
  std::vector<at::Tensor> values;
  for (const LatentPart& part : latent) values.push_back(part.value);

  const at::Tensor image = clamp_picture(stages.decode(latent));  // [1, 3, H, W]
  // The views' graphs end here, so that each group's can be freed before the next one is made.
  const at::Tensor seen = image.detach().requires_grad_(true);
  at::Tensor image_gradient = at::zeros_like(seen);

  Evaluation result;
  for (const Look& look : looks) {
    const at::Tensor distances = target_distances(stages.perceive(look.make(seen)), target);
    const at::Tensor loss =
        prompt_loss(distances, target) * (static_cast<double>(look.views) / views);
    result.distance += loss.item<double>();
    image_gradient.add_(torch::autograd::grad({loss}, {seen})[0]);
  }
  result.loss = result.distance;

  if (regularisers.tv > 0) {
    const at::Tensor loss = total_variation(seen) * regularisers.tv;
    result.loss += loss.item<double>();
    image_gradient.add_(torch::autograd::grad({loss}, {seen})[0]);
  }
  result.gradients = torch::autograd::grad({image}, values, {image_gradient});
  if (regularisers.pull > 0) {
    const at::Tensor loss = pull_to_start(latent, start) * regularisers.pull;
    result.loss += loss.item<double>();
    const std::vector<at::Tensor> gradients = torch::autograd::grad({loss}, values);
    for (size_t part = 0; part < gradients.size(); ++part) {
      result.gradients[part] = result.gradients[part] + gradients[part];
    }
  }
  return result;
}

}  // namespace clipdraw
