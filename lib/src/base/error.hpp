// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <stdexcept>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace clipdraw {

// What went wrong, as the C API reports it. Values are never reused.
enum class Status {
  ok = 0,
  invalid_argument = 1,
  invalid_state = 2,
  not_found = 3,
  io = 4,
  bad_weights = 5,
  unsupported = 6,
  out_of_memory = 7,
  non_finite = 8,
  internal = 9,
};

// Returns the status's name, for example "bad_weights". Never NULL.
const char* status_name(Status status);

// The one exception of the library. The message names the subject first, then what was found and
// what was expected, then a hint.
class Error : public std::runtime_error {
 public:
  Error(Status status, const std::string& message);
  Status status() const noexcept { return status_; }

 private:
  Status status_;
};

// Throws Error with a formatted message.
template <typename... Args>
[[noreturn]] void fail(Status status, fmt::format_string<Args...> format, Args&&... args) {
  throw Error(status, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace clipdraw
