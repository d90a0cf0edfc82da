// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// The commands and their flags, described once: parsing, help, man page and completions follow.
#pragma once

#include <vector>

#include "arguments.hpp"

namespace CLI {
class App;
}

namespace clipdraw_cli {

// A command that is named by the first word: `clipdraw inspect FILE`; or by the first two.
struct SubCommand {
  const char* name;  // "inspect", "batch merge"
  const char* help;  // one sentence
  Command command;
  // Adds its flags to the app; parsing that app fills in the arguments, which have to outlive it.
  void (*describe)(CLI::App& app, Arguments& out);
  // Checks what no flag can on its own. Throws UsageError.
  void (*check)(const Arguments& arguments);
};

// Drawing, which is what `clipdraw` does when the first word is no command.
inline constexpr const char* kDrawHelp = "Draws a picture from a sentence.";
void describe_draw(CLI::App& app, Arguments& out);

// Every command that people use, in the order of the help. `clipdraw models` is a program of its
// own and not among them.
const std::vector<SubCommand>& commands();

}  // namespace clipdraw_cli
