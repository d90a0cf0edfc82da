// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "exit_code.hpp"

namespace clipdraw_cli {

int exit_code(clipdraw::Status status, Phase phase) {
  using clipdraw::Status;
  switch (status) {
    case Status::ok: return kExitDrawn;
    case Status::out_of_memory: return kExitNoMemory;
    case Status::invalid_argument: return phase == Phase::reading ? kExitBadInput : kExitUsage;
    case Status::invalid_state:
      return phase == Phase::output || phase == Phase::importing ? kExitUsage : kExitInternal;
    case Status::bad_weights:
    case Status::unsupported: return kExitBadInput;
    case Status::not_found: return phase == Phase::output ? kExitIo : kExitBadInput;
    case Status::io: return phase == Phase::weights ? kExitBadInput : kExitIo;
    case Status::non_finite:
    case Status::internal: return kExitInternal;
  }
  return kExitInternal;
}

}  // namespace clipdraw_cli
