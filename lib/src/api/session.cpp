// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// clipdraw.h: a session is made, worked on and freed.
#include "session/session.hpp"

#include <memory>
#include <utility>

#include "api/create.hpp"
#include "api/guard.hpp"
#include "api/handles.hpp"
#include "api/record.hpp"
#include "api/results.hpp"
#include "api/turn.hpp"
#include "clipdraw/clipdraw.h"

using namespace clipdraw;

clipdraw_status clipdraw_session_create(clipdraw_model* model, const clipdraw_options* options,
                                        clipdraw_session** out_session) {
  return create(model, out_session, [&] {
    const Options chosen = options != nullptr ? options->options : model->model->defaults();
    return std::make_shared<SessionState>(model->model, chosen);
  });
}

clipdraw_status clipdraw_session_create_again(clipdraw_model* model, const char* record,
                                              clipdraw_session** out_session) {
  return create(model, out_session, [&] {
    require(record, "record");
    return std::make_shared<SessionState>(model->model, read_session_record(*model->model, record),
                                          record);
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
    if (out_step != nullptr) check_struct(out_step, "out_step");
    const Turn turn(*state);
    const Step step = state->session.step();
    if (out_step != nullptr) write_struct(out_step, as_c(step));
  });
}

clipdraw_status clipdraw_session_run(clipdraw_session* session, clipdraw_step_fn on_step,
                                     void* user, clipdraw_summary* out_summary) {
  return guard([&] {
    const auto state = state_of(session);
    if (out_summary != nullptr) check_struct(out_summary, "out_summary");
    const Turn turn(*state);
    StepFn report;
    if (on_step != nullptr) {
      report = [&](const Step& step) {
        const clipdraw_step view = as_c(step);
        const Visit in(*state, std::this_thread::get_id());
        switch (on_step(session, &view, user)) {
          case CLIPDRAW_CONTINUE: return Action::proceed;
          case CLIPDRAW_FINISH: return Action::finish;
          default: return Action::abort;
        }
      };
    }
    state->session.run(report);
    if (out_summary != nullptr) write_struct(out_summary, summary_of(state->session));
  });
}

void clipdraw_session_cancel(clipdraw_session* session) {
  if (session != nullptr) session->state->session.cancel();
}

void clipdraw_session_free(clipdraw_session* session) {
  if (session == nullptr) return;
  // Inside its own callback: the run holds the state, sees this and ends.
  session->state->session.cancel();
  delete session;
}
