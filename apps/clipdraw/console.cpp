// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "console.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace clipdraw_cli {
namespace {

constexpr int kPlainLines = 10;                      // a run's number of plain lines, about
constexpr std::chrono::seconds kLongestSilence(10);  // but never quiet for longer

}  // namespace

Console::Console(bool quiet) : quiet_(quiet), terminal_(clipdraw_cli::is_terminal()) {}

Console::~Console() { close(); }

void Console::note(const std::string& text) {
  if (quiet_) return;
  close();
  print_status(text + "\n");
}

void Console::busy(const std::string& text) {
  if (quiet_) return;
  if (!terminal_) return note(text);
  print_status(kEraseLine + text);
  open_ = true;
}

void Console::step(const clipdraw::Step& step) {
  if (quiet_) return;
  const Clock::time_point now = Clock::now();
  if (first_step_ == 0) {
    first_step_ = step.step;
    began_ = now - std::chrono::duration_cast<Clock::duration>(
                       std::chrono::duration<double>(step.seconds));
    last_line_ = began_;
  }
  const std::string text = figures(step);
  if (terminal_) {
    print_status(kEraseLine + with_bar(static_cast<std::uint64_t>(step.step),
                                       static_cast<std::uint64_t>(step.steps), text));
    open_ = true;
    return;
  }
  const int every = std::max(1, (step.steps + kPlainLines - 1) / kPlainLines);
  if (step.step % every != 0 && step.step != step.steps && now - last_line_ < kLongestSilence)
    return;
  last_line_ = now;
  print_status("step " + text + "\n");
}

void Console::share(std::uint64_t done, std::uint64_t all, const std::string& text) {
  if (!is_terminal()) return;
  print_status(kEraseLine + with_bar(done, all, text));
  open_ = true;
}

void Console::clear() {
  if (open_) print_status(kEraseLine);
  open_ = false;
}

void Console::close() {
  if (open_) print_status("\n");
  open_ = false;
}

std::string Console::figures(const clipdraw::Step& step) const {
  const double seconds = std::chrono::duration<double>(Clock::now() - began_).count();
  const int done = step.step - first_step_ + 1;
  const double rate = done / std::max(seconds, 1e-9);
  const std::string text = fmt::format("{}/{}  distance {:.4f}  {:.1f} steps/s", step.step,
                                       step.steps, step.distance, rate);
  if (step.step >= step.steps) return text;
  return text + fmt::format("  {} left", duration((step.steps - step.step) / rate));
}

}  // namespace clipdraw_cli
