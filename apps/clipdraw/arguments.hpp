// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace clipdraw_cli {

// A command line that makes no sense. The text says what is wrong and what to do.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

enum class Command { draw, inspect, import, print };

// A CLIP as it was named: FILE or FILE:WEIGHT.
struct ClipArgument {
  std::string reference;  // a file, a folder, or a name of the catalogue
  double weight = 1;
};

// Which models to load.
struct ModelArguments {
  std::string weights;              // empty: the usual folder
  std::vector<ClipArgument> clips;  // none: the one of the weights folder
  std::string generator;            // empty: the one of the weights folder
  std::string vocabulary;           // empty: the one beside the CLIP
};

// What the command line asks for. Behind each field: the commands that have it.
struct Arguments {
  Command command = Command::draw;
  std::string text;                // print: help or version
  std::vector<std::string> words;  // what stands without a flag: a prompt, or files
  std::string prompt;              // draw
  std::string output;              // draw; empty: a name made from the prompt
  ModelArguments models;           // draw
  bool force = false;              // draw, import: replace an existing file
  bool quiet = false;              // draw
  std::vector<std::pair<std::string, std::string>> options;  // draw: rows of the option table
};

// Reads the command line. Throws UsageError.
Arguments parse_arguments(int argc, const char* const* argv);

}  // namespace clipdraw_cli
