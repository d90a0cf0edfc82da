// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <string>
#include <utility>

namespace clipdraw_models {

// Exit codes, as docs/cli.md lists them.
inline constexpr int kExitGood = 0;
inline constexpr int kExitInternal = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitBadFile = 3;
inline constexpr int kExitNoMemory = 4;
inline constexpr int kExitIo = 5;
inline constexpr int kExitSignal = 128;  // plus the signal's number

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
