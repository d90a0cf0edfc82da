// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// How the functions that make a session hand out its handle.
#pragma once

#include <memory>

#include "api/guard.hpp"
#include "api/handles.hpp"

namespace clipdraw {

// Makes a handle that holds the state; out_session is set to NULL first, whatever happens then.
template <typename MakeState>
clipdraw_status create(const clipdraw_model* model, clipdraw_session** out_session,
                       MakeState&& make_state) {
  if (out_session != nullptr) *out_session = nullptr;
  return guard([&] {
    require(model, "model");
    require(out_session, "out_session");
    auto handle = std::make_unique<clipdraw_session>();
    handle->state = make_state();
    *out_session = handle.release();
  });
}

}  // namespace clipdraw
