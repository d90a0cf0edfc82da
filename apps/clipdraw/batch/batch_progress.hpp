// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <clipdraw/clipdraw.hpp>
#include <cstddef>
#include <string>

#include "console.hpp"

namespace clipdraw_cli {

// How far a whole batch is, and how long the rest will take: on a terminal a line that is drawn
// over, elsewhere a line now and then.
class BatchProgress {
 public:
  // jobs: how many are to be drawn now. The console has to outlive it.
  BatchProgress(Console& console, std::size_t jobs);

  // So many jobs, which are drawn together, were begun.
  void begin(std::size_t jobs);
  // One step of theirs is done.
  void step(const clipdraw::Step& step);
  // What became of one of them is known.
  void end();
  // Takes the line that is drawn over away, before something else is printed.
  void clear() { console_.clear(); }
  // Prints a line of its own: what is worth knowing, unless quiet; what is wrong.
  void note(const std::string& text);
  void error(const std::string& text);

 private:
  using Clock = std::chrono::steady_clock;

  void show();

  Console& console_;
  const std::size_t jobs_;
  const Clock::time_point began_ = Clock::now();
  Clock::time_point last_line_ = began_;
  std::size_t together_ = 0;
  std::size_t ended_ = 0;
  double share_ = 0;  // of the current jobs' steps
};

}  // namespace clipdraw_cli
