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
           "session: busy with another call; inside its callback it can be read and given other "
           "prompts, not started or run");
    }
  }
  ~Turn() { state_.busy.store(false); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  SessionState& state_;
};

// Lets a thread in or out for a scope: in around the callback of a run, out during each call that
// the callback makes, so that what that one calls (a log function) does not come in again.
class Visit {
 public:
  Visit(SessionState& state, std::thread::id visitor)
      : state_(state), before_(state.visitor.exchange(visitor)) {}
  ~Visit() { state_.visitor.store(before_); }
  Visit(const Visit&) = delete;
  Visit& operator=(const Visit&) = delete;

 private:
  SessionState& state_;
  std::thread::id before_;
};

// Runs the body in a turn of its own or, inside the callback of a run, in that run's.
template <typename Body>
void with_turn(SessionState& state, Body&& body) {
  if (state.visitor.load() == std::this_thread::get_id()) {
    const Visit out(state, std::thread::id());
    body();
  } else {
    const Turn turn(state);
    body();
  }
}

}  // namespace clipdraw
