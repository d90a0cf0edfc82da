// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "terminal.hpp"

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

constexpr int kWidestBar = 30;
constexpr int kNarrowestBar = 8;

}  // namespace

void print_status(const std::string& text) {
  (void)std::fwrite(text.data(), 1, text.size(), stderr);
  (void)std::fflush(stderr);
}

void print_error(const std::string& text) { print_status("clipdraw: " + text + "\n"); }

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

std::string bar(std::uint64_t done, std::uint64_t all, int width) {
  const double share =
      all > 0 ? std::min(static_cast<double>(done) / static_cast<double>(all), 1.0) : 1.0;
  const auto filled = static_cast<std::size_t>(share * width);
  return fmt::format("[{}{}]", std::string(filled, '#'),
                     std::string(static_cast<std::size_t>(width) - filled, '.'));
}

std::string with_bar(std::uint64_t done, std::uint64_t all, const std::string& text) {
  const int room = terminal_width() - static_cast<int>(text.size()) - 4;
  const std::string front =
      room >= kNarrowestBar ? bar(done, all, std::min(room, kWidestBar)) + " " : "";
  // The last column stays free: some terminals wrap there.
  return (front + text).substr(0, static_cast<std::size_t>(std::max(terminal_width() - 1, 1)));
}

std::string duration(double seconds) {
  const auto whole = static_cast<long>(std::ceil(seconds));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{}:{:02} min", whole / 60, whole % 60);
  return fmt::format("{}:{:02} h", whole / 3600, whole % 3600 / 60);
}

std::string with_commas(std::size_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

}  // namespace clipdraw_cli
