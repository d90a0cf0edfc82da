// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

namespace clipdraw_cli {

// Runs a command to its exit code; what it throws is printed and has one, too.
int exit_code_of(const std::function<int()>& command);

}  // namespace clipdraw_cli
