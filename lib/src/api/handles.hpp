// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// What the opaque handles of clipdraw.h hold.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "clipdraw/clipdraw.h"
#include "session/model.hpp"
#include "session/session.hpp"
#include "types/options.hpp"

namespace clipdraw {

// A session and what the C API has to know beside it. Shared, so that a session that is freed in
// its own callback lives until its run has returned.
struct SessionState {
  SessionState(std::shared_ptr<const Model> its_model, const Options& its_options)
      : model(std::move(its_model)), session(model, its_options) {}

  const std::shared_ptr<const Model> model;
  Session session;
  std::string typed;  // the prompts as they were given, for the record
  std::atomic<bool> busy{false};
  std::atomic<std::thread::id> worker{};  // the thread that made it busy
};

}  // namespace clipdraw

struct clipdraw_model {
  std::shared_ptr<const clipdraw::Model> model;
};

struct clipdraw_options {
  clipdraw::Options options;
};

struct clipdraw_session {
  std::shared_ptr<clipdraw::SessionState> state;
};
