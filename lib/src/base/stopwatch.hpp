// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <chrono>

namespace clipdraw {

// Measures how long things take, in seconds, by a clock that is never set back.
class Stopwatch {
 public:
  // The time since it was made.
  double total() const { return seconds(Clock::now() - begin_); }

  // The time since it was made or since the last lap ended.
  double lap() {
    const Clock::time_point now = Clock::now();
    const double passed = seconds(now - lap_);
    lap_ = now;
    return passed;
  }

 private:
  using Clock = std::chrono::steady_clock;
  static double seconds(Clock::duration duration) {
    return std::chrono::duration<double>(duration).count();
  }

  Clock::time_point begin_ = Clock::now();
  Clock::time_point lap_ = begin_;
};

// Adds the time from here to the end of the block to a sum, also when an exception ends it.
class TimeInto {
 public:
  explicit TimeInto(double& sum) : sum_(sum) {}
  ~TimeInto() { sum_ += watch_.total(); }
  TimeInto(const TimeInto&) = delete;
  TimeInto& operator=(const TimeInto&) = delete;

 private:
  double& sum_;
  Stopwatch watch_;
};

}  // namespace clipdraw
