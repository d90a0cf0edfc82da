// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace clipdraw_cli {

// Writes to standard error, which may be closed or full: that is nobody's error.
void print_status(const std::string& text);
// Prints a line on standard error whatever the mode: what is wrong.
void print_error(const std::string& text);
// Takes the cursor back to an empty line that is drawn over.
inline constexpr const char* kEraseLine = "\r\x1b[K";

// Whether standard error is a terminal on which a line can be drawn over.
bool is_terminal();
// Its columns.
int terminal_width();

// "[####......]", width marks wide, filled as far as the work is done; full when all is 0.
std::string bar(std::uint64_t done, std::uint64_t all, int width);
// The text behind a bar as wide as fits, in one line of the terminal.
std::string with_bar(std::uint64_t done, std::uint64_t all, const std::string& text);
// "45 s", "2:05 min", "1:00 h".
std::string duration(double seconds);
// "8,412".
std::string with_commas(std::size_t number);

}  // namespace clipdraw_cli
