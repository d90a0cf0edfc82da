// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// Files of settings: TOML whose keys are the flags' names without hyphens in front.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace clipdraw_cli {

// Sets what the file says and the parsed command line does not. Throws UsageError, with the line.
void read_settings(CLI::App& app, const std::string& file);

// The settings of a parsed command line as such a file, with comments. What depends on the models
// or on chance is a comment until it is set. Throws UsageError where TOML cannot hold a value.
std::string print_settings(const CLI::App& app);

}  // namespace clipdraw_cli
