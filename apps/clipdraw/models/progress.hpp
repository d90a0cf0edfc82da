// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace clipdraw_models {

// "692 B", "2.7 MB", "1.35 GB".
std::string bytes_text(std::uint64_t bytes);

// What the user sees on standard error while bytes come: a bar on a terminal, some ten lines a file
// elsewhere, nothing when quiet.
class Progress {
 public:
  explicit Progress(bool quiet);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // A line of its own.
  void note(const std::string& text);
  // From here on it is about this file, of which so much is there.
  void begin(const std::string& name, std::uint64_t there, std::optional<std::uint64_t> all);
  void update(std::uint64_t there);
  // Ends the line that is drawn over, if there is one.
  void close();

 private:
  using Clock = std::chrono::steady_clock;

  std::string figures(std::uint64_t there) const;

  const bool quiet_;
  const bool terminal_;
  bool open_ = false;  // a line without its end is on the terminal
  std::string name_;
  std::uint64_t at_begin_ = 0;
  std::optional<std::uint64_t> all_;
  Clock::time_point began_;
  Clock::time_point last_line_;
  std::uint64_t last_tenth_ = 0;
};

}  // namespace clipdraw_models
