// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "command_line.hpp"

namespace clipdraw_cli {

// What `clipdraw models import` runs, since only this program loads LibTorch: not for people.
const SubCommand& import_command();

}  // namespace clipdraw_cli
