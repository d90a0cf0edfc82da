// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace clipdraw_cli {

// " Did you mean --cutouts?" for a flag that the command does not have, or where to read when no
// name is near. wrong: as it was typed, with hyphens and perhaps "=VALUE".
std::string flag_suggestion(const CLI::App& command, std::string wrong);

// "cutuots: no such setting. Did you mean cutouts?" The help's command says where to read when no
// name is near.
std::string unknown_setting(const std::string& wrong, const std::vector<std::string>& names,
                            const std::string& help);

}  // namespace clipdraw_cli
