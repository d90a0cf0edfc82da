// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "session/together.hpp"

#include <algorithm>
#include <string>

#include "base/error.hpp"
#include "base/stopwatch.hpp"
#include "session/evaluate.hpp"
#include "session/session_state.hpp"

namespace clipdraw {
namespace {

std::string name_of(const std::optional<GroupPlace>& group) {
  return group ? fmt::format("at place {} of {}", group->place, group->size) : "alone";
}

// The first session that is there.
size_t first_place(const std::vector<Session*>& places) {
  const auto most = static_cast<size_t>(kLargestGroup);
  if (places.empty() || places.size() > most) {
    fail(Status::invalid_argument, "group: {} places, must be 1 to {}", places.size(), most);
  }
  for (size_t place = 0; place < places.size(); ++place) {
    if (places[place] != nullptr) return place;
  }
  fail(Status::invalid_argument, "group: all {} places are empty", places.size());
}

// What all members must have in common: a word for it, and its value as text.
std::vector<std::pair<const char*, std::string>> common_options(const Options& options) {
  return {{"size", options.get("size")},
          {"cutouts", options.get("cutouts")},
          {"threads", options.get("threads")},
          {"memory", options.get("memory")},
          {"precision", options.get("precision")}};
}

void check_same_options(const Session& one, size_t one_place, const Session& other, size_t place) {
  const auto expected = common_options(one.options());
  const auto found = common_options(other.options());
  for (size_t index = 0; index < expected.size(); ++index) {
    if (found[index] != expected[index]) {
      fail(Status::invalid_argument, "group: {} = {} at place {}, {} at place {}; must be the same",
           expected[index].first, expected[index].second, one_place, found[index].second, place);
    }
  }
}

}  // namespace

void check_different(const std::vector<Session*>& places) {
  for (size_t place = 0; place < places.size(); ++place) {
    if (places[place] == nullptr) continue;
    const auto before = places.begin() + static_cast<std::ptrdiff_t>(place);
    const auto same = std::find(places.begin(), before, places[place]);
    if (same != before) {
      fail(Status::invalid_argument, "group: the same session at places {} and {}",
           same - places.begin(), place);
    }
  }
}

std::vector<GroupStep> step_together(const std::vector<Session*>& places) {
  const Stopwatch watch;
  const StepMemory::Scope memory;
  const size_t first = first_place(places);
  check_different(places);
  const int size = static_cast<int>(places.size());
  for (size_t place = 0; place < places.size(); ++place) {
    if (places[place] == nullptr) continue;
    const Session::State& state = *places[place]->state_;
    if (state.model != places[first]->state_->model) {
      fail(Status::invalid_argument, "group: places {} and {} have different models", first, place);
    }
    check_same_options(*places[first], first, *places[place], place);
    std::optional<GroupPlace> wanted;
    if (size > 1) wanted = GroupPlace{size, static_cast<int>(place)};
    const bool bound = state.group || state.replay || state.steps > 0;
    if (bound && state.group != wanted) {
      fail(Status::invalid_state,
           "group: the session is drawn {}, asked for was {}; that would be another picture",
           name_of(state.group), name_of(wanted));
    }
    if (size > 1 && !state.model->generator().can_decode_several()) {
      fail(Status::unsupported, "group: {} decodes one picture only; draw them alone",
           state.model->generator_name());
    }
  }

  // A session that has run keeps its plan, which is that of its group.
  const auto plan_of = [&](size_t place) {
    const Session::State& state = *places[place]->state_;
    return state.steps > 0 ? state.plan : state.plan_for(size);
  };
  const MemoryPlan plan = plan_of(first);
  for (size_t place = first + 1; place < places.size(); ++place) {
    if (places[place] != nullptr && plan_of(place) != plan) {
      fail(Status::invalid_argument,
           "group: places {} and {} have different plans of memory; records of other groups?",
           first, place);
    }
  }

  const StepMemory::Frugal frugal(plan.recompute != Recompute::none);
  std::vector<GroupStep> done(places.size());
  // Does something for each that is there and had no error yet; what that throws is its error.
  const auto for_each = [&](auto&& body) {
    for (size_t place = 0; place < places.size(); ++place) {
      if (places[place] == nullptr || done[place].error) continue;
      try {
        Session::State& state = *places[place]->state_;
        body(place, state);
      } catch (...) {
        done[place].error = std::current_exception();
      }
    }
  };

  std::vector<Subject> subjects(places.size());
  std::vector<const Subject*> there(places.size());
  double members = 0;
  for_each([&](size_t place, Session::State& state) {
    places[place]->start();
    const TimeInto total(state.times.total);
    state.plan = plan;
    subjects[place] = state.next_subject();
    there[place] = &subjects[place];
    ++members;
  });
  if (members == 0) return done;

  const Stopwatch together;
  // Those that are still drawn at a smaller size go through the models by themselves.
  std::vector<Evaluation> evaluations(places.size());
  for (const bool coarse : {true, false}) {
    std::vector<const Subject*> alike(places.size());
    bool any = false;
    for (size_t place = 0; place < places.size(); ++place) {
      if (there[place] == nullptr || places[place]->state_->is_coarse() != coarse) continue;
      alike[place] = there[place];
      any = true;
    }
    if (!any) continue;
    std::vector<Evaluation> found = evaluate_together(alike, plan.views_at_once);
    for (size_t place = 0; place < places.size(); ++place) {
      if (alike[place] != nullptr) evaluations[place] = std::move(found[place]);
    }
  }
  const double seconds = together.total() / members;

  for_each([&](size_t place, Session::State& state) {
    const TimeInto total(state.times.total);
    state.times.total += seconds;
    done[place].step = state.end_step(evaluations[place]);
    if (size > 1) state.group = GroupPlace{size, static_cast<int>(place)};
  });
  const double all_seconds = watch.total();
  for (GroupStep& step : done) {
    if (step.step) step.step->seconds = all_seconds;
  }
  return done;
}

}  // namespace clipdraw
