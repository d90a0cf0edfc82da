// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "session/session_state.hpp"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>

#include <cmath>
#include <utility>

#include "base/error.hpp"
#include "base/stopwatch.hpp"
#include "latent/bounds.hpp"
#include "latent/start.hpp"
#include "optimizer/schedule.hpp"
#include "session/embed.hpp"
#include "session/looks.hpp"
#include "session/picture.hpp"
#include "session/read_prompts.hpp"

namespace clipdraw {

void Session::State::take_threads() const {
  if (at::get_num_threads() != options.threads) at::set_num_threads(options.threads);
}

void Session::State::check_may_change() const {
  if (replay) {
    fail(Status::invalid_state,
         "session: it repeats a record, whose prompts stay; draw others in another session");
  }
}

void Session::State::change_prompts(std::vector<Prompt> wanted) {
  prompts.change(std::move(wanted), steps);
  targets.clear();
}

// Takes up the prompts that the record has for the steps that are done.
void Session::State::follow_record() {
  while (replay && prompts.earlier().size() < replay->changes_by(steps)) {
    change_prompts(replay->prompts_after(prompts.earlier().size() + 1));
  }
}

// Makes targets of prompts that have changed.
void Session::State::aim() {
  if (prompts.present().empty()) {
    fail(Status::invalid_state, "session: nothing to draw; add a prompt");
  }
  if (!targets.empty()) return;
  const TimeInto measured(times.text);
  targets = make_targets(*model, prompts.present());
}

Stages Session::State::stages() const {
  const Compute compute = compute_of(options);
  Stages stages;
  stages.decode = [this, compute](const Latent& z) {
    return crop_to(model->generator().decode(z, compute), options.size);
  };
  for (size_t index = 0; index < targets.size(); ++index) {
    const Reader& guide = model->guides()[index];
    stages.guides.push_back({[&guide, compute](const at::Tensor& views) {
                               return guide.clip.encode_image(views, compute);
                             },
                             targets[index], guide.share});
  }
  return stages;
}

// What the next step is about.
Subject Session::State::next_subject() {
  if (steps >= last_step()) {
    fail(Status::invalid_state, "step: all {} steps are done", last_step());
  }
  at::init_num_threads();  // the count set by start() reaches this thread too
  aim();
  const TimeInto measured(times.cutouts_forward);
  // Random codes are nothing to be pulled back to.
  const double pull = options.start == Start::random ? 0 : options.pull;
  return {stages(), latent, start, plan_looks(*model, options, steps), {options.tv, pull}};
}

void Session::State::check_finite(const Evaluation& evaluation) const {
  bool finite = std::isfinite(evaluation.loss);
  for (const at::Tensor& gradient : evaluation.gradients) {
    finite = finite && at::isfinite(gradient).all().item<bool>();
  }
  if (!finite) {
    fail(
        Status::non_finite,
        "step {}: the loss is {} and its gradient is not finite; the picture stays that of step {}",
        steps + 1, evaluation.loss, steps);
  }
}

void Session::State::correct(const Evaluation& evaluation, double rate) {
  const TimeInto measured(times.optimizer);
  check_finite(evaluation);
  const Latent before = clone_latent(latent);
  optimizer->step(evaluation.gradients, rate);
  clamp_to_bounds(latent);
  if (!is_finite(latent)) {
    at::NoGradGuard no_grad;
    for (size_t part = 0; part < before.size(); ++part) {
      latent[part].value.copy_(before[part].value);
    }
    fail(Status::non_finite,
         "step {}: the optimizer left the range of numbers; lower the learning rate", steps + 1);
  }
  if (average) average->add(latent);
}

// Goes on to the next Z. The time that the step took is the caller's to fill in.
Step Session::State::end_step(const Evaluation& evaluation) {
  times += evaluation.times;
  const double rate = scheduled_rate(options.schedule, options.learning_rate, steps, options.steps);
  correct(evaluation, rate);
  if (steps == 0) first_distance = evaluation.distance;
  last_distance = evaluation.distance;
  ++steps;
  ++times.steps;
  prompts.follow();
  follow_record();
  Step step;
  step.index = steps;
  step.count = options.steps;
  step.loss = evaluation.loss;
  step.distance = evaluation.distance;
  step.learning_rate = rate;
  return step;
}

}  // namespace clipdraw
