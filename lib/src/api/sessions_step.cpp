// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// clipdraw.h: several sessions take a step together.
#include <algorithm>
#include <exception>
#include <memory>
#include <vector>

#include "api/guard.hpp"
#include "api/handles.hpp"
#include "api/results.hpp"
#include "api/turn.hpp"
#include "clipdraw/clipdraw.h"
#include "session/together.hpp"

using namespace clipdraw;

static_assert(CLIPDRAW_LARGEST_GROUP == kLargestGroup);

namespace {

// An array of structs whose size is the caller's, which an older or newer header may have made.
class StepList {
 public:
  StepList(clipdraw_step* first, std::size_t count) : first_(first) {
    if (first == nullptr) return;
    check_struct(first, "out_steps");
    size_ = first->struct_size;
    for (std::size_t index = 0; index < count; ++index) {
      if (at(index)->struct_size != size_) {
        fail(Status::invalid_argument, "out_steps: struct_size = {} at place {}, {} at place 0",
             at(index)->struct_size, index, size_);
      }
    }
  }
  void write(std::size_t index, const Step& step) const noexcept {
    if (first_ != nullptr) write_struct(at(index), as_c(step));
  }

 private:
  clipdraw_step* at(std::size_t index) const {
    return reinterpret_cast<clipdraw_step*>(reinterpret_cast<char*>(first_) + index * size_);
  }

  clipdraw_step* first_;
  std::size_t size_ = 0;
};

// Keeps what a step threw as the session's own error, and returns its status.
clipdraw_status keep_error(SessionState& state, const std::exception_ptr& error) {
  const clipdraw_status status = guard([&] { std::rethrow_exception(error); });
  state.step_error = last_error_text();
  return status;
}

}  // namespace

clipdraw_status clipdraw_sessions_step(clipdraw_session* const* sessions, size_t count,
                                       clipdraw_step* out_steps, clipdraw_status* out_statuses) {
  std::exception_ptr first_error;
  const clipdraw_status status = guard([&] {
    require(sessions, "sessions");
    if (count < 1 || count > CLIPDRAW_LARGEST_GROUP) {
      fail(Status::invalid_argument, "count = {}, must be 1 to {}", count, CLIPDRAW_LARGEST_GROUP);
    }
    const StepList steps(out_steps, count);
    std::vector<std::shared_ptr<SessionState>> states(count);
    std::vector<Session*> places(count);
    for (std::size_t place = 0; place < count; ++place) {
      if (sessions[place] == nullptr) continue;
      states[place] = sessions[place]->state;
      places[place] = &states[place]->session;
    }
    check_different(places);
    std::vector<std::unique_ptr<Turn>> turns;
    for (const std::shared_ptr<SessionState>& state : states) {
      if (state) turns.push_back(std::make_unique<Turn>(*state));
    }
    const std::vector<GroupStep> done = step_together(places);
    for (std::size_t place = 0; place < count; ++place) {
      clipdraw_status own = CLIPDRAW_OK;
      if (states[place]) states[place]->step_error.clear();
      if (done[place].step) steps.write(place, *done[place].step);
      if (done[place].error) {
        own = keep_error(*states[place], done[place].error);
        if (!first_error) first_error = done[place].error;
      }
      if (out_statuses != nullptr) out_statuses[place] = own;
    }
  });
  if (status != CLIPDRAW_OK || !first_error) return status;
  return guard([&] { std::rethrow_exception(first_error); });
}

const char* clipdraw_session_step_error(const clipdraw_session* session) {
  return session != nullptr ? session->state->step_error.c_str() : "";
}
