// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace clipdraw_cli {

// A file name, without extension, made from a prompt: letters and digits of any script, a hyphen
// for everything between them; never empty, at most 80 bytes.
std::string name_from_prompt(const std::string& prompt);

// The same path; from the second attempt on with a number before its extension: "a-cat-2.png".
std::string numbered_path(const std::string& path, int attempt);

}  // namespace clipdraw_cli
