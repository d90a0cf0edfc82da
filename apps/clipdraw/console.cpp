// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "console.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace clipdraw_cli {
namespace {

constexpr const char* kEraseLine = "\r\x1b[K";
constexpr int kPlainLines = 10;                      // a run's number of plain lines, about
constexpr std::chrono::seconds kLongestSilence(10);  // but never quiet for longer
constexpr int kWidestBar = 30;
constexpr int kNarrowestBar = 8;

// Standard error may be closed or full: that must not stop a picture.
void print(const std::string& text) {
  (void)std::fwrite(text.data(), 1, text.size(), stderr);
  (void)std::fflush(stderr);
}

bool is_terminal() {
  const char* kind = std::getenv("TERM");
  return ::isatty(STDERR_FILENO) == 1 && kind != nullptr && std::string_view(kind) != "dumb";
}

int terminal_width() {
  constexpr int kUsual = 80;
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kUsual;
  return size.ws_col;
}

std::string duration(double seconds) {
  const auto whole = static_cast<long>(std::ceil(seconds));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{}:{:02} min", whole / 60, whole % 60);
  return fmt::format("{}:{:02} h", whole / 3600, whole % 3600 / 60);
}

std::string bar(int done, int all, int width) {
  const int filled = all > 0 ? static_cast<int>(static_cast<long>(width) * done / all) : width;
  return fmt::format("[{}{}]", std::string(static_cast<std::size_t>(filled), '#'),
                     std::string(static_cast<std::size_t>(width - filled), '.'));
}

}  // namespace

Console::Console(bool quiet) : quiet_(quiet), terminal_(is_terminal()) {}

Console::~Console() { close(); }

void Console::note(const std::string& text) {
  if (quiet_) return;
  close();
  print(text + "\n");
}

void Console::busy(const std::string& text) {
  if (quiet_) return;
  if (!terminal_) return note(text);
  print(kEraseLine + text);
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
    const int room = terminal_width() - static_cast<int>(text.size()) - 4;
    const std::string front =
        room >= kNarrowestBar ? bar(step.step, step.steps, std::min(room, kWidestBar)) + " " : "";
    // The last column stays free: some terminals wrap there.
    const std::string line = front + text;
    print(kEraseLine + line.substr(0, static_cast<std::size_t>(std::max(terminal_width() - 1, 1))));
    open_ = true;
    return;
  }
  const int every = std::max(1, (step.steps + kPlainLines - 1) / kPlainLines);
  if (step.step % every != 0 && step.step != step.steps && now - last_line_ < kLongestSilence)
    return;
  last_line_ = now;
  print("step " + text + "\n");
}

void Console::close() {
  if (open_) print("\n");
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

void print_error(const std::string& text) { print("clipdraw: " + text + "\n"); }

}  // namespace clipdraw_cli
