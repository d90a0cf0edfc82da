// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace clipdraw_cli {

// The text with line ends in the place of blanks, so that no line is wider than this many bytes
// where its words allow it.
std::string wrapped(const std::string& text, std::size_t width);

// CLI11's help with lines that fit a terminal.
class HelpFormatter : public CLI::Formatter {
 public:
  std::string make_option_desc(const CLI::Option* option) const override;
};

}  // namespace clipdraw_cli
