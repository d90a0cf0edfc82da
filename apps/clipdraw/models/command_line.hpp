// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// The subcommands of clipdraw models and their flags, described once: parsing, help, man page and
// completions follow.
#pragma once

#include <string>
#include <vector>

#include "models/commands.hpp"

namespace CLI {
class App;
}

namespace clipdraw_models {

// The parsed command line.
struct Arguments {
  bool json = false;
  FetchArguments fetch;
  std::vector<std::string> verified;
  std::string path_of;
  ImportArguments import;
};

inline constexpr const char* kModelsHelp = "The published models that clipdraw can draw with.";

// Adds the subcommands to the app; parsing it fills in the arguments, which have to outlive it.
void describe_models(CLI::App& app, Arguments& out);

}  // namespace clipdraw_models
