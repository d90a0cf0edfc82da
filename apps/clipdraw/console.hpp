// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <clipdraw/clipdraw.hpp>
#include <cstdint>
#include <string>

#include "terminal.hpp"

namespace clipdraw_cli {

// What the user sees on standard error while a picture is drawn: one line that is drawn over on a
// terminal, plain lines elsewhere, nothing when quiet.
class Console {
 public:
  explicit Console(bool quiet);
  ~Console();
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;

  // Prints a line of its own.
  void note(const std::string& text);
  // Shows that something is being done that has no steps.
  void busy(const std::string& text);
  // Shows one finished step.
  void step(const clipdraw::Step& step);
  // Shows how far all work is, on a terminal; elsewhere it is for the caller to note now and then.
  void share(std::uint64_t done, std::uint64_t all, const std::string& text);
  // Whether there is a line that is drawn over.
  bool is_terminal() const { return terminal_ && !quiet_; }
  // Takes the line that is drawn over away, if there is one.
  void clear();
  // Ends the line that is drawn over, if there is one.
  void close();

 private:
  using Clock = std::chrono::steady_clock;

  std::string figures(const clipdraw::Step& step) const;

  const bool quiet_;
  const bool terminal_;
  bool open_ = false;        // a line without its end is on the terminal
  Clock::time_point began_;  // of the first step
  Clock::time_point last_line_;
  int first_step_ = 0;  // number of the first step seen
};

}  // namespace clipdraw_cli
