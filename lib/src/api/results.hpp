// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// What the library reports, as the structs of clipdraw.h.
#pragma once

#include "clipdraw/clipdraw.h"
#include "session/session.hpp"
#include "types/step.hpp"
#include "types/times.hpp"
#include "types/work.hpp"

namespace clipdraw {

inline clipdraw_step as_c(const Step& step) {
  clipdraw_step out{};
  out.struct_size = sizeof out;
  out.step = step.index;
  out.steps = step.count;
  out.loss = step.loss;
  out.distance = step.distance;
  out.learning_rate = step.learning_rate;
  out.seconds = step.seconds;
  out.is_last = step.is_last ? 1 : 0;
  return out;
}

// How the session's last run ended, and how far it is.
inline clipdraw_summary summary_of(const Session& session) {
  clipdraw_summary out{};
  out.outcome = static_cast<clipdraw_outcome>(session.summary().outcome);
  out.steps_run = session.steps_done();
  out.first_distance = session.first_distance();
  out.last_distance = session.last_distance();
  out.seconds = session.summary().seconds;
  return out;
}

inline clipdraw_times as_c(const Times& times) {
  clipdraw_times out{};
  out.steps = times.steps;
  out.text = times.text;
  out.first_picture = times.first_picture;
  out.generator_forward = times.generator_forward;
  out.generator_backward = times.generator_backward;
  out.cutouts_forward = times.cutouts_forward;
  out.cutouts_backward = times.cutouts_backward;
  out.clip_forward = times.clip_forward;
  out.clip_backward = times.clip_backward;
  out.optimizer = times.optimizer;
  out.total = times.total;
  return out;
}

inline clipdraw_work as_c(const StepWork& work) {
  clipdraw_work out{};
  out.generator_forward = work.generator.forward;
  out.generator_backward = work.generator.backward;
  out.clip_forward = work.clip.forward;
  out.clip_backward = work.clip.backward;
  return out;
}

}  // namespace clipdraw
