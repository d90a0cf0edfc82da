// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "session/evaluate.hpp"

#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/autograd.h>

#include "base/error.hpp"
#include "base/stopwatch.hpp"
#include "cutouts/resample.hpp"
#include "objective/objective.hpp"

namespace clipdraw {

namespace {

// How many views each guide sees.
std::vector<int> count_views(const Stages& stages, const std::vector<Look>& looks) {
  std::vector<int> seen(stages.guides.size());
  for (const Look& look : looks) {
    for (const size_t guide : look.guides) seen.at(guide) += look.views;
  }
  for (const int views : seen) {
    if (views < 1) fail(Status::internal, "a step without views");
  }
  if (seen.empty()) fail(Status::internal, "a step without a guide");
  return seen;
}

}  // namespace

Evaluation evaluate(const Stages& stages, const Latent& latent, const Latent& start,
                    const std::vector<Look>& looks, const Regularisers& regularisers) {
  at::AutoGradMode with_grad(true);
  const std::vector<int> views_seen = count_views(stages, looks);
  std::vector<at::Tensor> values;
  for (const LatentPart& part : latent) values.push_back(part.value);

  Evaluation result;
  Times& times = result.times;
  Stopwatch watch;
  const at::Tensor image = clamp_picture(stages.decode(latent));  // [1, 3, H, W]
  // The graphs of the views and of each guide end here and below, so that each can be freed before
  // the next one is made.
  const at::Tensor seen = image.detach().requires_grad_(true);
  at::Tensor image_gradient = at::zeros_like(seen);
  times.generator_forward += watch.lap();

  for (const Look& look : looks) {
    const at::Tensor made = look.make(seen);
    const at::Tensor views = made.detach().requires_grad_(true);
    times.cutouts_forward += watch.lap();
    at::Tensor views_gradient;
    for (const size_t index : look.guides) {
      const Guide& guide = stages.guides[index];
      const double share = guide.share * look.views / views_seen[index];
      const at::Tensor distances = target_distances(guide.perceive(views), guide.target);
      const at::Tensor loss = prompt_loss(distances, guide.target) * share;
      result.distance += loss.item<double>();
      times.clip_forward += watch.lap();
      const at::Tensor gradient = torch::autograd::grad({loss}, {views})[0];
      views_gradient = views_gradient.defined() ? views_gradient + gradient : gradient;
      times.clip_backward += watch.lap();
    }
    image_gradient.add_(torch::autograd::grad({made}, {seen}, {views_gradient})[0]);
    times.cutouts_backward += watch.lap();
  }
  result.loss = result.distance;

  if (regularisers.tv > 0) {
    const at::Tensor loss = total_variation(seen) * regularisers.tv;
    result.loss += loss.item<double>();
    image_gradient.add_(torch::autograd::grad({loss}, {seen})[0]);
  }
  watch.lap();
  result.gradients = torch::autograd::grad({image}, values, {image_gradient});
  times.generator_backward += watch.lap();
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
