// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// The commands that begin with files: inspect, and what `clipdraw models import` runs.
#include "command_line/files.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "command_line/flags.hpp"

namespace clipdraw_cli {
namespace {

void describe_inspect(CLI::App& app, Arguments& out) {
  describe_word(app, out, "FILE", "A .png, .jpg or .webp that clipdraw wrote");
}

void check_inspect(const Arguments& arguments) {
  if (arguments.words.size() != 1) {
    throw UsageError(fmt::format(
        "inspect wants one file, {} given. To draw the word itself: clipdraw -- inspect",
        arguments.words.size()));
  }
}

void describe_import(CLI::App& app, Arguments& out) {
  describe_word(app, out, "SOURCE", "What is read");
  describe_word(app, out, "TARGET", "The .safetensors file to write");
  app.add_flag("--force", out.force, "Replace a file that exists");
}

void check_import(const Arguments& arguments) {
  if (arguments.words.size() != 2) {
    throw UsageError(
        fmt::format("models-import wants a source and a target, {} given", arguments.words.size()));
  }
}

}  // namespace

const std::vector<SubCommand>& commands() {
  static const std::vector<SubCommand> kCommands = {
      {"inspect", "Prints how a picture was made, as JSON.", Command::inspect, &describe_inspect,
       &check_inspect},
  };
  return kCommands;
}

const SubCommand& import_command() {
  static const SubCommand kImport = {
      "models-import",
      "Writes a CLIP or generator of any supported format as one safetensors file.",
      Command::import, &describe_import, &check_import};
  return kImport;
}

}  // namespace clipdraw_cli
