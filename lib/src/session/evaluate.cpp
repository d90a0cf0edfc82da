// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "session/evaluate.hpp"

#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>

#include "base/error.hpp"
#include "base/stopwatch.hpp"
#include "cutouts/resample.hpp"
#include "objective/objective.hpp"

namespace clipdraw {

namespace {

// A place of a step, and what comes of it.
struct Place {
  const Subject* subject;  // NULL: empty, and nothing below is used
  at::Tensor seen;         // the picture, [1, 3, H, W] 0..1, a leaf
  at::Tensor gradient;     // of the loss to that, summed up; zeros where the place is empty
  Evaluation result;
};

// How many views each guide sees of a picture.
std::vector<int> count_views(const Subject& subject) {
  std::vector<int> seen(subject.stages.guides.size());
  for (const Look& look : subject.looks) {
    for (const size_t guide : look.guides) seen.at(guide) += look.views;
  }
  for (const int views : seen) {
    if (views < 1) fail(Status::internal, "a step without views");
  }
  if (seen.empty()) fail(Status::internal, "a step without a guide");
  return seen;
}

bool alike(const Subject& one, const Subject& other) {
  const auto same_look = [](const Look& a, const Look& b) {
    return a.views == b.views && a.guides == b.guides;
  };
  const auto same_part = [](const LatentPart& a, const LatentPart& b) {
    return a.value.sizes() == b.value.sizes();
  };
  return one.stages.guides.size() == other.stages.guides.size() &&
         std::equal(one.looks.begin(), one.looks.end(), other.looks.begin(), other.looks.end(),
                    same_look) &&
         std::equal(one.latent.begin(), one.latent.end(), other.latent.begin(), other.latent.end(),
                    same_part);
}

// Puts tensors one after the other along the first axis. One alone stays what it is.
at::Tensor join(const std::vector<at::Tensor>& tensors) {
  return tensors.size() == 1 ? tensors.front() : at::cat(tensors);
}

// Returns share `index` of tensors that were put one after the other, `size` rows each.
at::Tensor share_of(const at::Tensor& joined, size_t index, int64_t size) {
  return joined.size(0) == size ? joined
                                : joined.narrow(0, static_cast<int64_t>(index) * size, size);
}

// Makes one Z of all, as leaves: [N, C, h, w] each. any: whose values an empty place gets.
Latent join_latents(const std::vector<Place>& places, const Subject& any) {
  const auto count = static_cast<int64_t>(places.size());
  Latent joined = any.latent;
  for (size_t part = 0; part < joined.size(); ++part) {
    at::Tensor& value = joined[part].value;
    value = value.detach();
    if (count > 1) {
      // Not at::cat, whose strides depend on those of all.
      std::vector<int64_t> shape = value.sizes().vec();
      shape[0] = count;
      value = at::empty(shape, value.options());
      for (size_t index = 0; index < places.size(); ++index) {
        const Subject* own = places[index].subject;
        share_of(value, index, 1).copy_((own != nullptr ? *own : any).latent[part].value.detach());
      }
    }
    value.requires_grad_(true);
  }
  return joined;
}

// Looks at `count` neighbouring places once: each one's look of that index.
void look_together(Place* places, size_t count, size_t look_index, const std::vector<int>& all,
                   Times& times) {
  const auto begin = places;
  const auto end = places + count;
  const auto found = std::find_if(begin, end, [](const Place& p) { return p.subject != nullptr; });
  if (found == end) return;  // nobody would see it
  const Subject& any = *found->subject;
  const Look& look = any.looks[look_index];

  Stopwatch watch;
  std::vector<at::Tensor> made(count);  // [views, 3, R, R] with the way back to `seen`
  for (size_t index = 0; index < count; ++index) {
    const Subject* subject = places[index].subject;
    if (subject != nullptr) made[index] = subject->looks[look_index].make(places[index].seen);
  }
  std::vector<at::Tensor> leaves;
  for (const at::Tensor& of_place : made) {
    const at::Tensor& filling = made[static_cast<size_t>(found - begin)];
    leaves.push_back((of_place.defined() ? of_place : filling).detach());
  }
  const at::Tensor views = join(leaves).requires_grad_(true);  // [count * views, 3, R, R]
  times.cutouts_forward += watch.lap();

  at::Tensor views_gradient;
  for (const size_t guide_index : look.guides) {
    const at::Tensor embeddings = any.stages.guides[guide_index].perceive(views);
    std::vector<at::Tensor> losses;
    for (size_t index = 0; index < count; ++index) {
      if (places[index].subject == nullptr) continue;
      const Guide& guide = places[index].subject->stages.guides[guide_index];
      const double share = guide.share * look.views / all[guide_index];
      const at::Tensor distances =
          target_distances(share_of(embeddings, index, look.views), guide.target);
      losses.push_back(prompt_loss(distances, guide.target) * share);
      places[index].result.distance += losses.back().item<double>();
    }
    times.clip_forward += watch.lap();
    const at::Tensor gradient = torch::autograd::grad(losses, {views})[0];
    views_gradient = views_gradient.defined() ? views_gradient + gradient : gradient;
    times.clip_backward += watch.lap();
  }

  for (size_t index = 0; index < count; ++index) {
    if (places[index].subject == nullptr) continue;
    const at::Tensor gradient = share_of(views_gradient, index, look.views);
    places[index].gradient.add_(
        torch::autograd::grad({made[index]}, {places[index].seen}, {gradient})[0]);
  }
  times.cutouts_backward += watch.lap();
}

void add_total_variation(Place& place) {
  const double weight = place.subject->regularisers.tv;
  if (!(weight > 0)) return;
  const at::Tensor loss = total_variation(place.seen) * weight;
  place.result.loss += loss.item<double>();
  place.gradient.add_(torch::autograd::grad({loss}, {place.seen})[0]);
}

void add_pull(Place& place) {
  const Subject& subject = *place.subject;
  if (!(subject.regularisers.pull > 0)) return;
  std::vector<at::Tensor> values;
  for (const LatentPart& part : subject.latent) values.push_back(part.value);
  const at::Tensor loss = pull_to_start(subject.latent, subject.start) * subject.regularisers.pull;
  place.result.loss += loss.item<double>();
  const std::vector<at::Tensor> gradients = torch::autograd::grad({loss}, values);
  for (size_t part = 0; part < gradients.size(); ++part) {
    place.result.gradients[part] = place.result.gradients[part] + gradients[part];
  }
}

// What one of `count` has of a time that they share.
Times divided(const Times& times, double count) {
  Times part;
  part.generator_forward = times.generator_forward / count;
  part.generator_backward = times.generator_backward / count;
  part.cutouts_forward = times.cutouts_forward / count;
  part.cutouts_backward = times.cutouts_backward / count;
  part.clip_forward = times.clip_forward / count;
  part.clip_backward = times.clip_backward / count;
  return part;
}

}  // namespace

std::vector<Evaluation> evaluate_together(const std::vector<const Subject*>& subjects,
                                          int views_at_once) {
  at::AutoGradMode with_grad(true);
  std::vector<Place> places;
  const Subject* any = nullptr;
  double there = 0;
  for (const Subject* subject : subjects) {
    places.push_back({subject, {}, {}, {}});
    if (subject == nullptr) continue;
    if (any == nullptr) any = subject;
    if (!alike(*any, *subject)) fail(Status::internal, "pictures that are not alike in a step");
    ++there;
  }
  if (any == nullptr) fail(Status::internal, "a step of nobody");
  const std::vector<int> views_seen = count_views(*any);

  Times times;
  Stopwatch watch;
  const Latent latent = join_latents(places, *any);
  const at::Tensor image = clamp_picture(any->stages.decode(latent));  // [N, 3, H, W]
  if (image.size(0) != static_cast<int64_t>(places.size())) {
    fail(Status::internal, "{} pictures of {} latents", image.size(0), places.size());
  }
  // The graphs of the views and of each guide end here and in each look, so that each can be freed
  // before the next one is made.
  for (size_t index = 0; index < places.size(); ++index) {
    const at::Tensor own = share_of(image, index, 1).detach();
    places[index].seen = own.requires_grad_(true);
    places[index].gradient = at::zeros_like(places[index].seen);
  }
  times.generator_forward += watch.lap();

  for (size_t look = 0; look < any->looks.size(); ++look) {
    const auto at_once = static_cast<size_t>(std::max(1, views_at_once / any->looks[look].views));
    for (size_t first = 0; first < places.size(); first += at_once) {
      look_together(&places[first], std::min(at_once, places.size() - first), look, views_seen,
                    times);
    }
  }

  std::vector<at::Tensor> image_gradients;
  for (Place& place : places) {
    place.result.loss = place.result.distance;
    if (place.subject != nullptr) add_total_variation(place);
    image_gradients.push_back(place.gradient);
  }
  watch.lap();
  std::vector<at::Tensor> values;
  for (const LatentPart& part : latent) values.push_back(part.value);
  const std::vector<at::Tensor> gradients =
      torch::autograd::grad({image}, values, {join(image_gradients)});
  times.generator_backward += watch.lap();

  std::vector<Evaluation> results;
  for (size_t index = 0; index < places.size(); ++index) {
    Place& place = places[index];
    if (place.subject != nullptr) {
      for (const at::Tensor& part : gradients) {
        place.result.gradients.push_back(share_of(part, index, 1));
      }
      add_pull(place);
      place.result.times = divided(times, there);
    }
    results.push_back(std::move(place.result));
  }
  return results;
}

Evaluation evaluate(const Stages& stages, const Latent& latent, const Latent& start,
                    const std::vector<Look>& looks, const Regularisers& regularisers) {
  const Subject subject{stages, latent, start, looks, regularisers};
  return evaluate_together({&subject}).front();
}

}  // namespace clipdraw
