// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// clipdraw.h: a session is kept in a file, and goes on from there.
#include "session/checkpoint.hpp"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "api/create.hpp"
#include "api/guard.hpp"
#include "api/handles.hpp"
#include "api/record.hpp"
#include "api/turn.hpp"
#include "clipdraw/clipdraw.h"

using namespace clipdraw;

namespace {

std::string path_of(const char* path) {
  require(path, "path");
  if (*path == '\0') fail(Status::invalid_argument, "path: empty");
  return path;
}

std::shared_ptr<SessionState> go_on(const std::shared_ptr<const Model>& model,
                                    const Checkpoint& checkpoint) {
  RecordedSession recorded = read_session_record(*model, checkpoint.record);
  std::optional<Replay> repeats;
  if (!checkpoint.repeated.empty()) {
    repeats = read_session_record(*model, checkpoint.repeated).replay;
  }
  return std::make_shared<SessionState>(model, std::move(recorded), std::move(repeats), checkpoint);
}

}  // namespace

clipdraw_status clipdraw_session_save_checkpoint(clipdraw_session* session, const char* path) {
  return guard([&] {
    const auto state = state_of(session);
    const std::string file = path_of(path);
    with_turn(*state, [&] {
      write_checkpoint(file, {picture_record(*state), state->repeated, state->session.kept()});
    });
  });
}

clipdraw_status clipdraw_session_resume(clipdraw_model* model, const char* path,
                                        clipdraw_session** out_session) {
  return create(model, out_session, [&] {
    const std::string file = path_of(path);
    const Checkpoint checkpoint = read_checkpoint(file);
    try {
      return go_on(model->model, checkpoint);
    } catch (const Error& error) {
      // What makes no sense here was not written by this library.
      const Status status =
          error.status() == Status::invalid_argument ? Status::unsupported : error.status();
      fail(status, "{}: {}", file, error.what());
    }
  });
}
