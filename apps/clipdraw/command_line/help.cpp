// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "command_line/help.hpp"

#include <sstream>

namespace clipdraw_cli {
namespace {

constexpr std::size_t kHelpWidth = 100;

}  // namespace

std::string wrapped(const std::string& text, std::size_t width) {
  std::istringstream words(text);
  std::string out;
  std::size_t column = 0;
  for (std::string word; words >> word;) {
    const bool fits = column == 0 || column + 1 + word.size() <= width;
    if (column > 0) out += fits ? ' ' : '\n';
    column = (fits && column > 0 ? column + 1 : 0) + word.size();
    out += word;
  }
  return out;
}

std::string HelpFormatter::make_option_desc(const CLI::Option* option) const {
  return wrapped(CLI::Formatter::make_option_desc(option), kHelpWidth - get_column_width());
}

}  // namespace clipdraw_cli
