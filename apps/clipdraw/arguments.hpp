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

// What the command line asks for.
struct Arguments {
  Command command = Command::draw;
  std::string text;                 // print: help or version
  std::string prompt;               // draw
  std::string output;               // draw; empty: a name made from the prompt
  std::string weights;              // draw; empty: the usual folder
  std::vector<ClipArgument> clips;  // draw; none: the one of the weights folder
  std::string generator;            // draw; empty: the one of the weights folder
  std::string vocabulary;           // draw; empty: the one beside the CLIP
  bool force = false;               // draw, import: replace an existing file
  bool quiet = false;               // draw
  std::vector<std::pair<std::string, std::string>> options;  // draw: rows of the option table
  std::string file;                                          // inspect; import: what is read
  std::string target;                                        // import
};

// Reads the command line. Throws UsageError.
Arguments parse_arguments(int argc, const char* const* argv);

}  // namespace clipdraw_cli
