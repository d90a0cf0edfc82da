// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "batch/batch_progress.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace clipdraw_cli {
namespace {

constexpr std::chrono::seconds kSilence(10);  // between lines where each is one more in a log
constexpr double kParts = 1000;               // of a job, in the bar

}  // namespace

BatchProgress::BatchProgress(Console& console, std::size_t jobs) : console_(console), jobs_(jobs) {}

void BatchProgress::begin(std::size_t jobs) {
  together_ = jobs;
  share_ = 0;
  show();
}

void BatchProgress::step(const clipdraw::Step& step) {
  share_ = static_cast<double>(step.step) / std::max(step.steps, 1);
  show();
}

void BatchProgress::end() {
  ++ended_;
  if (together_ > 0) --together_;
  show();
}

void BatchProgress::note(const std::string& text) {
  console_.clear();
  console_.note(text);
}

void BatchProgress::error(const std::string& text) {
  console_.clear();
  print_error(text);
}

void BatchProgress::show() {
  const Clock::time_point now = Clock::now();
  if (!console_.is_terminal() && now - last_line_ < kSilence) return;
  last_line_ = now;
  const double done =
      std::min(static_cast<double>(ended_) + share_ * static_cast<double>(together_),
               static_cast<double>(jobs_));
  std::string text = fmt::format("{} of {}", with_commas(ended_), with_commas(jobs_));
  const double seconds = std::chrono::duration<double>(now - began_).count();
  if (done > 0 && ended_ < jobs_) {
    text +=
        fmt::format("  {} left", duration(seconds / done * (static_cast<double>(jobs_) - done)));
  }
  if (!console_.is_terminal()) return console_.note(text);
  console_.share(static_cast<std::uint64_t>(done * kParts),
                 static_cast<std::uint64_t>(static_cast<double>(jobs_) * kParts), text);
}

}  // namespace clipdraw_cli
