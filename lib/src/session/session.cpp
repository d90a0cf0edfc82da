// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "session/session.hpp"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include "base/error.hpp"
#include "base/threads.hpp"
#include "cutouts/plan.hpp"
#include "cutouts/resample.hpp"
#include "latent/bounds.hpp"
#include "latent/start.hpp"
#include "optimizer/average.hpp"
#include "optimizer/optimizer.hpp"
#include "optimizer/schedule.hpp"
#include "session/evaluate.hpp"
#include "session/first_latent.hpp"
#include "session/picture.hpp"
#include "session/read_prompts.hpp"

namespace clipdraw {
namespace {

using Clock = std::chrono::steady_clock;

// Views that go through the perceptor together. It bounds the memory of a step, and it is a
// constant because sums depend on it in their last bits.
constexpr int kViewsTogether = 32;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

Options fill_in(const Model& model, Options options) {
  options.check();
  if (options.size.width == 0 || options.size.height == 0) options.size = model.native_size();
  if (options.threads == 0) options.threads = usable_cores();
  return options;
}

std::vector<Look> make_looks(ViewPlan plan, const std::vector<size_t>& guides) {
  std::vector<Look> looks;
  for (size_t first = 0; first < plan.views.size(); first += kViewsTogether) {
    const size_t last = std::min(first + kViewsTogether, plan.views.size());
    ViewPlan group;
    group.size = plan.size;
    group.noise = plan.noise;
    group.views.assign(plan.views.begin() + static_cast<std::ptrdiff_t>(first),
                       plan.views.begin() + static_cast<std::ptrdiff_t>(last));
    const int count = static_cast<int>(last - first);
    looks.push_back(
        {count,
         [group = std::move(group)](const at::Tensor& image) { return resample(image, group); },
         guides});
  }
  return looks;
}

}  // namespace

struct Session::State {
  std::shared_ptr<const Model> model;
  Options options;
  std::vector<Prompt> prompts;

  std::vector<Target> targets;  // of each guide
  Latent start;                 // as the loop found it
  Latent latent;                // Z now
  std::optional<LatentOptimizer> optimizer;
  std::optional<LatentAverage> average;
  int steps = 0;
  double first_distance = 0;
  double last_distance = 0;
  Summary summary;
  std::atomic<bool> cancelled{false};

  Stages stages() const;
  std::vector<Look> looks() const;
  void check_finite(const Evaluation& evaluation) const;
};

Stages Session::State::stages() const {
  Stages stages;
  stages.decode = [this](const Latent& z) {
    return crop_to(model->generator().decode(z), options.size);
  };
  for (size_t index = 0; index < targets.size(); ++index) {
    const Reader& guide = model->guides()[index];
    stages.guides.push_back(
        {[&guide](const at::Tensor& views) { return guide.clip.encode_image(views); },
         targets[index], guide.share});
  }
  return stages;
}

std::vector<Look> Session::State::looks() const {
  CutoutSettings settings;
  settings.views = options.cutouts;
  settings.wide_share = options.wide_share;
  settings.power = options.cutout_power;
  settings.noise = options.noise;
  // Guides of the same size see the same views, which are then made once.
  std::map<int64_t, std::vector<size_t>> guides_of_size;
  for (size_t index = 0; index < model->guides().size(); ++index) {
    guides_of_size[model->guides()[index].clip.image_resolution()].push_back(index);
  }
  std::vector<Look> looks;
  for (const auto& [size, guides] : guides_of_size) {
    const ViewPlan plan =
        plan_views(settings, options.size.width, options.size.height, static_cast<int>(size),
                   options.seed, static_cast<uint32_t>(steps));
    for (Look& look : make_looks(plan, guides)) looks.push_back(std::move(look));
  }
  return looks;
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

Session::Session(std::shared_ptr<const Model> model, const Options& options)
    : state_(std::make_unique<State>()) {
  state_->options = fill_in(*model, options);
  state_->model = std::move(model);
}

Session::~Session() = default;

void Session::add_prompts(const std::vector<Prompt>& prompts) {
  if (started()) {
    fail(Status::invalid_state, "prompt: the session has started; prompts are added before that");
  }
  for (const Prompt& prompt : prompts) check_prompt(*state_->model, prompt);
  state_->prompts.insert(state_->prompts.end(), prompts.begin(), prompts.end());
}

void Session::add_text(const std::string& text, float weight, float stop) {
  add_prompts({Prompt{text, weight, stop}});
}

void Session::start() {
  State& s = *state_;
  if (started()) return;
  if (s.prompts.empty()) {
    fail(Status::invalid_state, "session: nothing to draw; add a prompt before it starts");
  }
  if (at::get_num_threads() != s.options.threads) at::set_num_threads(s.options.threads);
  at::NoGradGuard no_grad;
  std::vector<Target> targets;
  for (const Reader& guide : s.model->guides()) targets.push_back(make_target(guide, s.prompts));
  s.options.start = possible_start(*s.model, s.options.start, s.prompts);
  Latent first = first_latent(*s.model, s.options, s.prompts, targets);
  clamp_to_bounds(first);
  if (!is_finite(first)) {
    fail(Status::non_finite, "start: the first latent is not finite");
  }
  s.targets = std::move(targets);
  s.start = clone_latent(first);
  s.latent = clone_latent(first);
  s.optimizer.emplace(s.options.optimizer, s.latent);
  if (s.options.average > 0) s.average.emplace(s.options.average);
}

bool Session::started() const { return !state_->latent.empty(); }

Step Session::step() {
  State& s = *state_;
  const auto begin = Clock::now();
  start();
  if (s.steps >= s.options.steps) {
    fail(Status::invalid_state, "step: all {} steps are done", s.options.steps);
  }
  at::init_num_threads();  // the count set by start() reaches this thread too

  // Random codes are nothing to be pulled back to.
  const double pull = s.options.start == Start::random ? 0 : s.options.pull;
  const Evaluation evaluation =
      evaluate(s.stages(), s.latent, s.start, s.looks(), {s.options.tv, pull});
  s.check_finite(evaluation);

  const double rate =
      scheduled_rate(s.options.schedule, s.options.learning_rate, s.steps, s.options.steps);
  const Latent before = clone_latent(s.latent);
  s.optimizer->step(evaluation.gradients, rate);
  clamp_to_bounds(s.latent);
  if (!is_finite(s.latent)) {
    at::NoGradGuard no_grad;
    for (size_t part = 0; part < before.size(); ++part)
      s.latent[part].value.copy_(before[part].value);
    fail(Status::non_finite,
         "step {}: the optimizer left the range of numbers; lower the learning rate", s.steps + 1);
  }
  if (s.average) s.average->add(s.latent);

  if (s.steps == 0) s.first_distance = evaluation.distance;
  s.last_distance = evaluation.distance;
  ++s.steps;
  Step step;
  step.index = s.steps;
  step.count = s.options.steps;
  step.loss = evaluation.loss;
  step.distance = evaluation.distance;
  step.learning_rate = rate;
  step.seconds = seconds_since(begin);
  return step;
}

Summary Session::run(const StepFn& on_step) {
  State& s = *state_;
  const auto begin = Clock::now();
  const auto end = [&](Outcome outcome, std::string reason) {
    s.summary.outcome = outcome;
    s.summary.reason = std::move(reason);
    s.summary.steps = s.steps;
    s.summary.first_distance = s.first_distance;
    s.summary.last_distance = s.last_distance;
    s.summary.seconds = seconds_since(begin);
  };
  try {
    start();
    while (true) {
      const bool cancelled = s.cancelled.exchange(false);
      if (s.steps >= s.options.steps) {
        end(Outcome::completed, fmt::format("all {} steps were done", s.steps));
        break;
      }
      if (cancelled) {
        end(Outcome::cancelled, fmt::format("cancelled after step {}", s.steps));
        break;
      }
      const Step done = step();
      const Action action = on_step ? on_step(done) : Action::proceed;
      if (action == Action::finish) {
        end(Outcome::finished_early, fmt::format("the callback was content with step {}", s.steps));
        break;
      }
      if (action == Action::abort) {
        end(Outcome::aborted, fmt::format("the callback aborted the run at step {}", s.steps));
        break;
      }
    }
  } catch (const std::exception& error) {
    end(Outcome::failed, error.what());
    throw;
  } catch (...) {
    end(Outcome::failed, "an unknown exception");
    throw;
  }
  return s.summary;
}

void Session::cancel() noexcept { state_->cancelled.store(true); }

PixelImage Session::image() const {
  if (!started()) {
    fail(Status::invalid_state, "picture: the session has not started");
  }
  at::NoGradGuard no_grad;
  const bool averaged = state_->average && state_->steps > 0;
  return to_pixels(state_->stages().decode(averaged ? state_->average->value() : state_->latent));
}

const Options& Session::options() const { return state_->options; }
const std::vector<Prompt>& Session::prompts() const { return state_->prompts; }
int Session::steps_done() const { return state_->steps; }
const Summary& Session::summary() const { return state_->summary; }

}  // namespace clipdraw
