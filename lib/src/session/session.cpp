// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "session/session.hpp"

#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>

#include <exception>
#include <utility>

#include "base/error.hpp"
#include "base/stopwatch.hpp"
#include "latent/bounds.hpp"
#include "latent/start.hpp"
#include "session/embed.hpp"
#include "session/first_latent.hpp"
#include "session/picture.hpp"
#include "session/read_prompts.hpp"
#include "session/session_state.hpp"
#include "session/step_work.hpp"
#include "session/together.hpp"

namespace clipdraw {

Session::Session(std::shared_ptr<const Model> model, const Options& options)
    : state_(std::make_unique<State>()) {
  state_->take(std::move(model), options);
  state_->plan = state_->plan_for(1);
}

Session::Session(std::shared_ptr<const Model> model, const Options& options, Replay replay)
    : state_(std::make_unique<State>()) {
  state_->take(std::move(model), options);
  replay.check(*state_->model, state_->options);
  state_->group = replay.group;
  state_->change_prompts(replay.prompts_after(0));
  state_->replay = std::move(replay);
  state_->plan = state_->plan_for(state_->group ? state_->group->size : 1);
}

Session::~Session() = default;

void Session::add_prompts(const std::vector<Prompt>& prompts) {
  std::vector<Prompt> all = state_->prompts.present();
  all.insert(all.end(), prompts.begin(), prompts.end());
  set_prompts(all);
}

void Session::add_text(const std::string& text, float weight, float stop) {
  add_prompts({Prompt{text, weight, stop}});
}

void Session::add_image(const PixelImage& picture, float weight, float stop) {
  State& s = *state_;
  const TimeInto total(s.times.total);
  const TimeInto text(s.times.text);
  s.take_threads();
  if (s.replay) {
    s.replay->give_picture(*s.model, picture);
    if (!started()) s.change_prompts(s.replay->prompts_after(0));
  } else {
    std::vector<Prompt> all = s.prompts.present();
    all.push_back(image_prompt(*s.model, picture, weight, stop));
    s.change_prompts(std::move(all));
  }
}

void Session::set_prompts(const std::vector<Prompt>& prompts) {
  State& s = *state_;
  const TimeInto total(s.times.total);
  const TimeInto text(s.times.text);
  s.check_may_change();
  for (const Prompt& prompt : prompts) check_prompt(*s.model, prompt);
  s.change_prompts(prompts);
}

void Session::start_from(const PixelImage& picture) {
  State& s = *state_;
  const TimeInto total(s.times.total);
  const TimeInto first(s.times.first_picture);
  if (started()) {
    fail(Status::invalid_state, "start: the session has started; give a first image before that");
  }
  if (!s.model->generator().can_encode()) {
    fail(Status::unsupported, "start: {} cannot take up a picture, it has no encoder",
         s.model->generator_name());
  }
  const at::Tensor image = to_tensor(picture);
  const PictureId id = picture_id(picture);
  if (s.replay) s.replay->check_start(id);
  s.take_threads();
  s.given = encode_picture(*s.model, image, s.present_options().size);
  s.start_picture = id;
  s.options.start = Start::image;
}

void Session::start() {
  State& s = *state_;
  if (started()) return;
  const StepMemory::Scope memory;
  const TimeInto total(s.times.total);
  if (s.replay) s.replay->check_complete(s.start_picture.has_value());
  if (s.options.start == Start::image && s.given.empty()) {
    fail(Status::invalid_state,
         "start = image: no image was given; give one to start from, or choose another start");
  }
  s.take_threads();
  s.log_plan();
  at::NoGradGuard no_grad;
  s.aim();
  s.pack_weights();
  s.options.start = possible_start(*s.model, s.options.start, s.prompts.present());
  {
    const TimeInto measured(s.times.first_picture);
    s.take_up(s.options.start == Start::image
                  ? s.given
                  : first_latent(*s.model, s.present_options(), s.prompts.present(), s.targets));
  }
  s.prompts.follow();
  s.follow_record();
}

bool Session::started() const { return !state_->latent.empty(); }

Step Session::step() {
  const GroupPlace own = state_->group.value_or(GroupPlace{1, 0});
  std::vector<Session*> places(static_cast<size_t>(own.size));
  places[static_cast<size_t>(own.place)] = this;
  const GroupStep done = step_together(places)[static_cast<size_t>(own.place)];
  if (done.error) std::rethrow_exception(done.error);
  return *done.step;
}

Summary Session::run(const StepFn& on_step) {
  State& s = *state_;
  const Stopwatch watch;
  const auto end = [&](Outcome outcome, std::string reason) {
    s.summary.outcome = outcome;
    s.summary.reason = std::move(reason);
    s.summary.steps = s.steps;
    s.summary.first_distance = s.first_distance;
    s.summary.last_distance = s.last_distance;
    s.summary.seconds = watch.total();
  };
  try {
    start();
    while (true) {
      const bool cancelled = s.cancelled.exchange(false);
      if (s.steps >= s.last_step()) {
        if (s.replay) {
          end(s.replay->outcome,
              fmt::format("it repeats a record, which ends after step {}", s.steps));
        } else {
          end(Outcome::completed, fmt::format("all {} steps were done", s.steps));
        }
        break;
      }
      if (s.stands_still()) {
        end(Outcome::finished_early,
            fmt::format("the distance has not fallen for {} steps, after step {}",
                        s.options.patience, s.steps));
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
  const StepMemory::Scope memory;
  at::NoGradGuard no_grad;
  return to_pixels(state_->picture());
}

const Latent& Session::latent() const { return state_->latent; }
const Options& Session::options() const { return state_->options; }
const std::vector<Prompt>& Session::prompts() const { return state_->prompts.present(); }
const std::vector<PromptSet>& Session::earlier_prompts() const { return state_->prompts.earlier(); }
const std::optional<PictureId>& Session::start_picture() const { return state_->start_picture; }
const std::optional<GroupPlace>& Session::group() const { return state_->group; }
const MemoryPlan& Session::plan() const { return state_->plan; }
int Session::steps_done() const { return state_->steps; }
double Session::first_distance() const { return state_->first_distance; }
double Session::last_distance() const { return state_->last_distance; }
const Times& Session::times() const { return state_->times; }
StepWork Session::work() const { return step_work(*state_->model, state_->options); }
const Summary& Session::summary() const { return state_->summary; }

}  // namespace clipdraw
