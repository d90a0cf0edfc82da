// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <string>
#include <utility>

#include "exit_codes.hpp"

namespace clipdraw_models {

inline constexpr int kExitGood = clipdraw_cli::kExitDrawn;
inline constexpr int kExitBadFile = clipdraw_cli::kExitBadInput;
using clipdraw_cli::kExitInternal;
using clipdraw_cli::kExitIo;
using clipdraw_cli::kExitNoMemory;
using clipdraw_cli::kExitSignal;
using clipdraw_cli::kExitUsage;

// What ends the program, and with which code.
struct Failure {
  int code;
  std::string text;
};

template <typename... Values>
[[noreturn]] void fail(int code, fmt::format_string<Values...> text, Values&&... values) {
  throw Failure{code, fmt::format(text, std::forward<Values>(values)...)};
}

}  // namespace clipdraw_models
