// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// One call at a time on a session: a second one is an error, not a race.
#pragma once

#include <memory>
#include <thread>

#include "api/guard.hpp"
#include "api/handles.hpp"

namespace clipdraw {

// What the handle holds, kept alive for the call. Throws for NULL.
inline std::shared_ptr<SessionState> state_of(const clipdraw_session* session) {
  require(session, "session");
  return session->state;
}

// Holds a session for one call. Throws invalid_state when another call holds it.
class Turn {
 public:
  explicit Turn(SessionState& state) : state_(state) {
    if (state_.busy.exchange(true)) {
      fail(Status::invalid_state,
           "session: busy with another call; inside its callback it can be read, not worked on");
    }
    state_.worker.store(std::this_thread::get_id());
  }
  ~Turn() {
    state_.worker.store(std::thread::id());
    state_.busy.store(false);
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  SessionState& state_;
};

// Runs the body in a turn, or at once when this thread has the turn: inside the callback of a run.
template <typename Body>
void with_reading_turn(SessionState& state, Body&& body) {
  if (state.worker.load() == std::this_thread::get_id()) return body();
  const Turn turn(state);
  body();
}

}  // namespace clipdraw
