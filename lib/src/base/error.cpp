// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "base/error.hpp"

namespace clipdraw {

const char* status_name(Status status) {
  switch (status) {
    case Status::ok: return "ok";
    case Status::invalid_argument: return "invalid_argument";
    case Status::invalid_state: return "invalid_state";
    case Status::not_found: return "not_found";
    case Status::io: return "io";
    case Status::bad_weights: return "bad_weights";
    case Status::unsupported: return "unsupported";
    case Status::out_of_memory: return "out_of_memory";
    case Status::non_finite: return "non_finite";
    case Status::internal: return "internal";
  }
  return "unknown";
}

Error::Error(Status status, const std::string& message)
    : std::runtime_error(message), status_(status) {}

}  // namespace clipdraw
