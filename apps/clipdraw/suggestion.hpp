// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace clipdraw_cli {

// " Did you mean --cutouts?" for a flag that the command does not have, or where to read when no
// name is near. wrong: as it was typed, with hyphens and perhaps "=VALUE".
std::string flag_suggestion(const CLI::App& command, std::string wrong);

}  // namespace clipdraw_cli
