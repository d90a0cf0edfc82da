// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// clipdraw.h: session.
#include "session/session.hpp"

#include <memory>

#include "api/guard.hpp"
#include "api/handles.hpp"
#include "api/pixels.hpp"
#include "api/record.hpp"
#include "api/turn.hpp"
#include "clipdraw/clipdraw.h"
#include "prompt/grammar.hpp"

using namespace clipdraw;

namespace {

clipdraw_step as_c(const Step& step) {
  clipdraw_step out{};
  out.struct_size = sizeof out;
  out.step = step.index;
  out.steps = step.count;
  out.loss = step.loss;
  out.distance = step.distance;
  out.learning_rate = step.learning_rate;
  out.seconds = step.seconds;
  return out;
}

clipdraw_summary as_c(const Summary& summary) {
  clipdraw_summary out{};
  out.outcome = static_cast<clipdraw_outcome>(summary.outcome);
  out.steps_run = summary.steps;
  out.first_distance = summary.first_distance;
  out.last_distance = summary.last_distance;
  out.seconds = summary.seconds;
  return out;
}

void add_prompts(SessionState& state, const std::vector<Prompt>& prompts,
                 const std::string& typed) {
  state.session.add_prompts(prompts);
  if (!state.typed.empty()) state.typed += " | ";
  state.typed += typed;
}

}  // namespace

clipdraw_status clipdraw_session_create(clipdraw_model* model, const clipdraw_options* options,
                                        clipdraw_session** out_session) {
  if (out_session != nullptr) *out_session = nullptr;
  return guard([&] {
    require(model, "model");
    require(out_session, "out_session");
    const Options chosen = options != nullptr ? options->options : model->model->defaults();
    chosen.check();
    auto handle = std::make_unique<clipdraw_session>();
    handle->state = std::make_shared<SessionState>(model->model, chosen);
    *out_session = handle.release();
  });
}

clipdraw_status clipdraw_session_add_text(clipdraw_session* session, const char* text, float weight,
                                          float stop) {
  return guard([&] {
    const auto state = state_of(session);
    require(text, "text");
    const Turn turn(*state);
    const Prompt prompt{text, weight, stop};
    require_utf8(prompt.text, "text");
    add_prompts(*state, {prompt}, prompt.text);
  });
}

clipdraw_status clipdraw_session_add_prompts(clipdraw_session* session, const char* prompts) {
  return guard([&] {
    const auto state = state_of(session);
    require(prompts, "prompts");
    const Turn turn(*state);
    const std::string typed = prompts;
    require_utf8(typed, "prompts");
    add_prompts(*state, parse_prompts(typed), typed);
  });
}

clipdraw_status clipdraw_session_start(clipdraw_session* session) {
  return guard([&] {
    const auto state = state_of(session);
    const Turn turn(*state);
    state->session.start();
  });
}

clipdraw_status clipdraw_session_step(clipdraw_session* session, clipdraw_step* out_step) {
  return guard([&] {
    const auto state = state_of(session);
    if (out_step != nullptr) check_struct(out_step, "out_step", sizeof(clipdraw_step));
    const Turn turn(*state);
    const Step step = state->session.step();
    if (out_step != nullptr) write_struct(out_step, as_c(step));
  });
}

clipdraw_status clipdraw_session_run(clipdraw_session* session, clipdraw_step_fn on_step,
                                     void* user, clipdraw_summary* out_summary) {
  return guard([&] {
    const auto state = state_of(session);
    if (out_summary != nullptr) check_struct(out_summary, "out_summary", sizeof(clipdraw_summary));
    const Turn turn(*state);
    StepFn report;
    if (on_step != nullptr) {
      report = [&](const Step& step) {
        const clipdraw_step view = as_c(step);
        switch (on_step(session, &view, user)) {
          case CLIPDRAW_CONTINUE: return Action::proceed;
          case CLIPDRAW_FINISH: return Action::finish;
          default: return Action::abort;
        }
      };
    }
    const Summary summary = state->session.run(report);
    if (out_summary != nullptr) write_struct(out_summary, as_c(summary));
  });
}

void clipdraw_session_cancel(clipdraw_session* session) {
  if (session != nullptr) session->state->session.cancel();
}

clipdraw_status clipdraw_session_read_image(clipdraw_session* session, uint8_t* out_rgb,
                                            size_t capacity, int32_t* out_width,
                                            int32_t* out_height) {
  return guard([&] {
    const auto state = state_of(session);
    if (capacity > 0) require(out_rgb, "out_rgb");
    with_reading_turn(*state, [&] {
      write_pixels(state->session.image(), out_rgb, capacity, out_width, out_height);
    });
  });
}

clipdraw_status clipdraw_session_record(clipdraw_session* session, char* out_text, size_t capacity,
                                        size_t* out_length) {
  return guard([&] {
    const auto state = state_of(session);
    with_reading_turn(*state,
                      [&] { write_text(picture_record(*state), out_text, capacity, out_length); });
  });
}

void clipdraw_session_free(clipdraw_session* session) {
  if (session == nullptr) return;
  // Inside its own callback: the run holds the state, sees this and ends.
  session->state->session.cancel();
  delete session;
}
