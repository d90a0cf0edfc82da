// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "models/progress.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "terminal.hpp"

namespace clipdraw_models {
namespace {

constexpr std::chrono::milliseconds kRedrawn(100);
constexpr std::chrono::seconds kLongestSilence(10);
constexpr std::uint64_t kWorthLines = 10'000'000;  // smaller files come and go without a word

}  // namespace

std::string bytes_text(std::uint64_t bytes) {
  const auto number = static_cast<double>(bytes);
  if (bytes < 1000) return fmt::format("{} B", bytes);
  if (bytes < 1'000'000) return fmt::format("{:.3g} kB", number / 1e3);
  if (bytes < 9'950'000) return fmt::format("{:.1f} MB", number / 1e6);
  if (bytes < 999'500'000) return fmt::format("{:.0f} MB", number / 1e6);
  return fmt::format("{:.2f} GB", number / 1e9);
}

Progress::Progress(bool quiet) : quiet_(quiet), terminal_(clipdraw_cli::is_terminal()) {}

Progress::~Progress() { close(); }

void Progress::note(const std::string& text) {
  if (quiet_) return;
  close();
  clipdraw_cli::print_status(text + "\n");
}

void Progress::begin(const std::string& name, std::uint64_t there,
                     std::optional<std::uint64_t> all) {
  name_ = name;
  at_begin_ = there;
  all_ = all;
  began_ = last_line_ = Clock::now();
  last_tenth_ = all_.value_or(0) > 0 ? there * 10 / *all_ : 0;
}

void Progress::update(std::uint64_t there) {
  if (quiet_) return;
  const Clock::time_point now = Clock::now();
  if (terminal_) {
    if (open_ && now - last_line_ < kRedrawn && there != all_) return;
    last_line_ = now;
    clipdraw_cli::print_status(
        clipdraw_cli::kEraseLine +
        (all_ ? clipdraw_cli::with_bar(there, *all_, figures(there)) : figures(there)));
    open_ = true;
    return;
  }
  const std::uint64_t tenth = all_.value_or(0) > 0 ? there * 10 / *all_ : 0;
  const bool worth = all_.value_or(0) >= kWorthLines && tenth > last_tenth_;
  if (!worth && now - last_line_ < kLongestSilence) return;
  last_tenth_ = tenth;
  last_line_ = now;
  clipdraw_cli::print_status(figures(there) + "\n");
}

void Progress::close() {
  if (open_) clipdraw_cli::print_status("\n");
  open_ = false;
}

std::string Progress::figures(std::uint64_t there) const {
  const double seconds = std::chrono::duration<double>(Clock::now() - began_).count();
  const double rate =
      static_cast<double>(there - std::min(there, at_begin_)) / std::max(seconds, 1e-3);
  std::string text = fmt::format("{}  {}", name_, bytes_text(there));
  if (all_) text += fmt::format(" of {}", bytes_text(*all_));
  text += fmt::format("  {}/s", bytes_text(static_cast<std::uint64_t>(rate)));
  if (!all_ || there >= *all_ || rate < 1) return text;
  return text + fmt::format("  {} left",
                            clipdraw_cli::duration(static_cast<double>(*all_ - there) / rate));
}

}  // namespace clipdraw_models
