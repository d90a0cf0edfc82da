// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <clipdraw/clipdraw.hpp>
#include <string>
#include <utility>

#include "exit_code.hpp"

namespace clipdraw_cli {

// A failed call together with what was being done.
struct Failure {
  int code;
  std::string text;
};

// Runs the body; a failed call in it is thrown on as Failure.
template <typename Body>
auto during(Phase phase, Body&& body) {
  try {
    return std::forward<Body>(body)();
  } catch (const clipdraw::Error& error) {
    throw Failure{exit_code(error.status(), phase), error.what()};
  }
}

}  // namespace clipdraw_cli
