// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// Flags that several commands have, and how their values are written.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "arguments.hpp"

namespace clipdraw_cli {

// Adds a flag that takes a text, which may not be empty; given twice, the last one counts. What
// is wrong with a value is thrown as UsageError that begins with the flag's name without hyphens.
CLI::Option* add_text(CLI::App& app, const std::string& flags, std::string& out,
                      const std::string& help, const std::string& value);

// --weights, --clip, --generator, --vocabulary.
void describe_models(CLI::App& app, ModelArguments& out);

// A word without a flag, taken as it stands. More words than one are for the command to refuse; a
// list in CLI11's sense would take "[a, b]" apart.
void describe_word(CLI::App& app, Arguments& out, const std::string& name, const std::string& help);

// FILE or FILE:WEIGHT. A colon that no number follows is part of the name, as in a prompt, and so
// is one in the name of a file that is there. Throws UsageError.
ClipArgument parse_clip(const std::string& text);

}  // namespace clipdraw_cli
