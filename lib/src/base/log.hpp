// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <functional>
#include <string>

namespace clipdraw {

enum class LogLevel { debug = 0, info = 1, warning = 2, error = 3 };

// Where a part reports what a user may want to know. It is passed in; an empty one means silence.
using LogFn = std::function<void(LogLevel, const std::string&)>;

}  // namespace clipdraw
