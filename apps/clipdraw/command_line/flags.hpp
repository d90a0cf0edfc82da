// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// Flags that several commands have, and how their values are written.
#pragma once

#include <CLI/CLI.hpp>
#include <clipdraw/clipdraw.hpp>
#include <string>
#include <utility>
#include <vector>

#include "arguments.hpp"

namespace clipdraw_cli {

// Adds a flag that takes a text, which may not be empty; given twice, the last one counts. What
// is wrong with a value is thrown as UsageError that begins with the flag's name without hyphens.
CLI::Option* add_text(CLI::App& app, const std::string& flags, std::string& out,
                      const std::string& help, const std::string& value);

// Adds a flag that takes a whole number, 1 to most; what it was stays where it is not given.
inline constexpr int kMostSteps = 100000;
void add_count(CLI::App& app, const std::string& flags, int& out, int most,
               const std::string& help);

// Whether there is nothing but blanks.
bool is_blank(const std::string& text);

// The flags that name models. What a command calls a CLIP: FILE[:WEIGHT] where it may say how much
// one counts, FILE where the picture's record says that.
inline constexpr const char* kFile = "FILE";
inline constexpr const char* kWeightedFile = "FILE[:WEIGHT]";
void describe_judges(CLI::App& app, ModelArguments& out, const char* clip_value);  // not what draws
void describe_models(CLI::App& app, ModelArguments& out, const char* clip_value);

// A word without a flag, taken as it stands. More words than one are for the command to refuse; a
// list in CLI11's sense would take "[a, b]" apart.
void describe_word(CLI::App& app, Arguments& out, const std::string& name, const std::string& help);

// -o, --force and --quiet, of the commands that draw.
void describe_output(CLI::App& app, Arguments& out, const std::string& otherwise);

// FILE, FILE:WEIGHT or FILE:WEIGHT:STOP, as it is seen from a folder; "" is the current one. Throws
// UsageError that begins with "image-prompt".
ImageArgument parse_image(const std::string& text, const std::string& folder);

// --image-prompt, FILE[:WEIGHT[:STOP]] or FILE, and --start-image.
inline constexpr const char* kWeightedPicture = "FILE[:WEIGHT[:STOP]]";
void describe_pictures(CLI::App& app, Arguments& out, const char* prompt_value,
                       const std::string& prompt_help, const std::string& start_help);

// Sets an option of a picture. Throws what the library says of the value as UsageError, which
// begins with the option's name.
void set_option(clipdraw::Options& options, const std::string& name, const std::string& value);

// Throws UsageError where a picture to start from and the option "start" contradict each other.
// hyphens: what stands before their names.
using OptionValues = std::vector<std::pair<std::string, std::string>>;
void check_start(const OptionValues& options, const std::string& start_image,
                 const std::string& hyphens);

// A flag for each row of the library's option table. seed: what it is where none is given.
void describe_options(CLI::App& app, Arguments& out, const char* seed);

}  // namespace clipdraw_cli
