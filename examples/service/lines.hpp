// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

// From now on SIGTERM and SIGINT arrive nowhere but in Lines::next(). Before any thread starts:
// threads inherit this.
void hold_signals();

// The lines of standard input.
class Lines {
 public:
  // The next line without its end. None: the input has ended, or SIGTERM or SIGINT came; lines that
  // were not read by then stay unread.
  std::optional<std::string> next();

 private:
  bool fill();

  std::string buffer_;
  bool ended_ = false;
};
