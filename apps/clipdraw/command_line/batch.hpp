// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>

#include "arguments.hpp"

namespace clipdraw_cli {

// `clipdraw batch` and `clipdraw batch merge`, as command_line.hpp's SubCommand has it.
inline constexpr const char* kBatchHelp = "Draws a list of pictures, and loses nothing.";
void describe_batch(CLI::App& app, Arguments& out);
void check_batch(const Arguments& arguments);

inline constexpr const char* kMergeHelp = "Puts the results of several runs or machines together.";
void describe_merge(CLI::App& app, Arguments& out);
void check_merge(const Arguments& arguments);

}  // namespace clipdraw_cli
