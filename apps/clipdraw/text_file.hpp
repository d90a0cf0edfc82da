// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace clipdraw_cli {

// The whole file; "-" is standard input. Throws std::system_error, with the name in its text.
std::string read_text_file(const std::string& file);

// Without the ends of lines, be they \n or \r\n; an end at the very end begins no further line.
std::vector<std::string> lines_of(const std::string& text);

bool is_utf8(const std::string& text);

// Without blanks at both ends.
std::string trimmed(const std::string& text);

}  // namespace clipdraw_cli
