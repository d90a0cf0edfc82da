// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>

#include "arguments.hpp"
#include "command_line.hpp"

namespace clipdraw_cli {

// `clipdraw bench`, as command_line.hpp's SubCommand has it.
inline constexpr const char* kBenchHelp = "Measures what a step costs on this machine.";
void describe_bench(CLI::App& app, Arguments& out);
void check_bench(const Arguments& arguments);

// One measurement of it, which it starts as a process of its own: not for people.
const SubCommand& bench_part_command();

}  // namespace clipdraw_cli
