// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace clipdraw_cli {

// Prints a result on standard output. Returns the exit code: a closed standard output is an error
// also where a picture is on the disk by now.
int print_result(const std::string& text);

}  // namespace clipdraw_cli
