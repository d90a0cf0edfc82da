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
#include "base/threads.hpp"
#include "base/usable_memory.hpp"
#include "latent/bounds.hpp"
#include "latent/start.hpp"
#include "nn/bf16.hpp"
#include "optimizer/schedule.hpp"
#include "session/coarse.hpp"
#include "session/embed.hpp"
#include "session/first_latent.hpp"
#include "session/looks.hpp"
#include "session/picture.hpp"
#include "session/read_prompts.hpp"

namespace clipdraw {

void find_precision(Options& options) {
  if (options.precision == Precision::automatic) {
    options.precision = bf16_is_faster() ? Precision::bf16 : Precision::fp32;
  } else if (options.precision == Precision::bf16 && !has_bf16()) {
    fail(Status::unsupported,
         "precision = bf16: this processor has neither AMX nor AVX512-BF16; use auto or fp32");
  }
}

// Takes the options up with what they leave to the model and the machine filled in.
void Session::State::take(std::shared_ptr<const Model> a_model, Options chosen) {
  if (a_model->is_judge()) {
    fail(Status::invalid_state, "session: this model is a judge, which scores and never guides");
  }
  chosen.check();
  if (chosen.size.width == 0 || chosen.size.height == 0) chosen.size = a_model->native_size();
  if (chosen.threads == 0) chosen.threads = usable_cores();
  find_precision(chosen);
  chosen.coarse = possible_coarse(*a_model, chosen);
  options = std::move(chosen);
  model = std::move(a_model);
  plateau = Plateau(options.patience);
}

bool Session::State::is_coarse() const { return steps < coarse_steps(options); }

int Session::State::size_began() const { return is_coarse() ? 0 : coarse_steps(options); }

// The options with the size that is drawn now.
Options Session::State::present_options() const {
  Options present = options;
  if (is_coarse()) present.size = coarse_size(*model, options.size);
  return present;
}

bool Session::State::stands_still() const { return !replay && !is_coarse() && plateau.reached(); }

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
  plateau = Plateau(options.patience);
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

// How it is drawn in a group of that size. What a record says holds; another plan would be another
// picture in its last bits.
MemoryPlan Session::State::plan_for(int places) const {
  const bool told = replay && replay->plan;
  const MemoryPlan chosen = told ? *replay->plan : plan_memory(*model, options, places);
  check_machine(*model, options, chosen, static_cast<int64_t>(usable_memory() + swap_memory()),
                places);
  return chosen;
}

void Session::State::log_plan() const {
  constexpr int64_t kMiB = int64_t{1} << 20;
  const int64_t bytes = predict_memory(*model, options, plan, group ? group->size : 1);
  if (bytes == 0) return;
  model->log(LogLevel::info, fmt::format("memory: {} MiB at most, {} views at once, recomputing {}",
                                         (bytes + kMiB - 1) / kMiB, plan.views_at_once,
                                         recompute_name(plan.recompute)));
}

// Before there is anything else in memory: while weights are packed, they are there twice.
void Session::State::pack_weights() const {
  const Compute compute = compute_of(options);
  model->generator().prepare(compute);
  for (const Reader& guide : model->guides()) guide.clip.prepare(compute);
}

// [N, 3, H, W] float, of that size.
at::Tensor Session::State::decode(const Latent& z, ImageSize size) const {
  Compute compute = compute_of(options);
  compute.recompute = plan.recompute;
  return crop_to(model->generator().decode(z, compute), size);
}

Stages Session::State::stages() const {
  const Compute compute = compute_of(options);
  Stages stages;
  stages.decode = [this, size = present_options().size](const Latent& z) {
    return decode(z, size);
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
  take_threads();  // the step may run in another thread than start()
  aim();
  const TimeInto measured(times.cutouts_forward);
  // Random codes are nothing to be pulled back to.
  const double pull = options.start == Start::random ? 0 : options.pull;
  return {stages(),
          latent,
          start,
          plan_looks(*model, present_options(), steps, plan.views_at_once),
          {options.tv, pull}};
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

// The Z that the picture is drawn from.
Latent Session::State::drawn() const {
  return average && average->weight() > 0 ? average->value() : latent;
}

// Z of the coarse picture at the size that is wanted.
Latent Session::State::enlarged() const {
  const at::Tensor coarse = decode(drawn(), present_options().size).clamp(0.0, 1.0);
  Latent fine = encode_picture(*model, coarse, options.size);
  clamp_to_bounds(fine);
  return fine;
}

// [1, 3, H, W] float, of the size that is wanted.
at::Tensor Session::State::picture() const {
  return decode(is_coarse() ? enlarged() : drawn(), options.size);
}

// Begins with a Z.
void Session::State::take_up(const Latent& first) {
  Latent taken = clone_latent(first);
  clamp_to_bounds(taken);
  if (!is_finite(taken)) fail(Status::non_finite, "start: the latent is not finite");
  start = clone_latent(taken);
  latent = std::move(taken);
  optimizer.emplace(options.optimizer, latent);
  if (options.average > 0) average.emplace(options.average);
  plateau = Plateau(options.patience);
}

// Goes on at the size that is wanted, as from a picture that was given.
void Session::State::grow() {
  const at::NoGradGuard no_grad;
  take_up(enlarged());
}

// Goes on to the next Z. The time that the step took is the caller's to fill in.
Step Session::State::end_step(const Evaluation& evaluation) {
  times += evaluation.times;
  const double rate = scheduled_rate(options.schedule, options.learning_rate, steps, options.steps);
  correct(evaluation, rate);
  if (steps == 0) first_distance = evaluation.distance;
  last_distance = evaluation.distance;
  plateau.add(evaluation.distance);
  if (steps + 1 == coarse_steps(options)) grow();
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
  step.is_last = steps >= last_step() || stands_still();
  return step;
}

}  // namespace clipdraw
