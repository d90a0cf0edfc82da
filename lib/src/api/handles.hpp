// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// What the opaque handles of clipdraw.h hold.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "api/options_handle.hpp"
#include "clipdraw/clipdraw.h"
#include "session/checkpoint.hpp"
#include "session/model.hpp"
#include "session/replay.hpp"
#include "session/session.hpp"
#include "types/options.hpp"

namespace clipdraw {

// How many numbers an embedding has: those of all CLIPs.
inline int64_t embedding_length(const Model& model) {
  int64_t length = 0;
  for (const Reader& guide : model.guides()) length += guide.clip.embed_dim();
  return length;
}

// A session as a record tells of it.
struct RecordedSession {
  Options options;
  Replay replay;
  std::string typed;  // see SessionState
};

// A session and what the C API has to know beside it. Shared, so that a session that is freed in
// its own callback lives until its run has returned.
struct SessionState {
  SessionState(std::shared_ptr<const Model> its_model, const Options& options)
      : model(std::move(its_model)), session(model, options) {}
  // Repeats a record.
  SessionState(std::shared_ptr<const Model> its_model, RecordedSession recorded, std::string record)
      : model(std::move(its_model)),
        session(model, recorded.options, std::move(recorded.replay)),
        typed(std::move(recorded.typed)),
        repeated(std::move(record)) {}
  // Goes on from a checkpoint, of which these are the records.
  SessionState(std::shared_ptr<const Model> its_model, RecordedSession so_far,
               std::optional<Replay> repeats, const Checkpoint& checkpoint)
      : model(std::move(its_model)),
        session(model, so_far.options, std::move(so_far.replay), std::move(repeats), checkpoint),
        typed(std::move(so_far.typed)),
        repeated(checkpoint.repeated) {}

  const std::shared_ptr<const Model> model;
  Session session;
  std::string typed;       // the texts of the present prompts as they were given, for the record
  std::string repeated;    // the record that it repeats; empty: none
  std::string step_error;  // of its latest step in a group; empty: it had none
  std::atomic<bool> busy{false};
  std::atomic<std::thread::id> visitor{};  // the thread whose callback may use it although busy
};

}  // namespace clipdraw

struct clipdraw_model {
  std::shared_ptr<const clipdraw::Model> model;
};

struct clipdraw_session {
  std::shared_ptr<clipdraw::SessionState> state;
};
