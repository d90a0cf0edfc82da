// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <limits>
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

enum class Command {
  draw,
  again,
  batch,
  merge,
  gallery,
  score,
  bench,
  bench_part,
  inspect,
  import,
  print
};

// A CLIP as it was named: FILE or FILE:WEIGHT.
struct ClipArgument {
  std::string reference;  // a file, a folder, or a name of the catalogue
  double weight = 1;
};

// A picture whose content shall be resembled, as it was named: FILE, FILE:WEIGHT or
// FILE:WEIGHT:STOP.
struct ImageArgument {
  std::string file;
  float weight = 1;
  float stop = -std::numeric_limits<float>::infinity();
};

// Which models to load.
struct ModelArguments {
  std::string weights;              // empty: the usual folder
  std::vector<ClipArgument> clips;  // none: the one of the weights folder
  std::string generator;            // empty: the one of the weights folder
  std::string vocabulary;           // empty: the one beside the CLIP
};

// What is to be measured: every size with every number of views and every group.
struct BenchArguments {
  std::vector<std::string> sizes;  // WxH; none: the generator's own
  std::vector<int> views;          // none: as drawing has it
  std::vector<int> groups;         // pictures in one pass; none: 1
  std::string perceptor;           // a name of the bench or a file; empty: the weights folder's
  std::string generator;           // likewise
  int steps = 10;                  // measured ones
  int matrix = 4096;               // side of the product that ceilings are measured with; 0: none
  std::string keep;     // a folder for the models that are made up; empty: a temporary one
  std::string compare;  // a file that an earlier run wrote; empty: none
};

// What the command line asks for. Behind each field: the commands that have it.
struct Arguments {
  Command command = Command::draw;
  std::string text;                          // print: help, version or settings
  std::vector<std::string> words;            // all: what stands without a flag, prompt or files
  std::string prompt;                        // draw, score; draw: empty where there is none
  std::vector<ImageArgument> image_prompts;  // draw, again
  std::string start_image;                   // draw, again; empty: none
  std::string output;                        // draw, again; empty: a name is made. batch: a folder.
                                             // gallery: the page; empty: DIR/index.html. bench:
                                             // a JSON file; empty: none
  ModelArguments models;                     // draw, again, batch, score; bench: the folder
  BenchArguments bench;                      // bench
  int save_every = 0;                        // draw: steps; 0: only at the end
  bool force = false;                        // draw, again, batch, import: replace files that exist
  bool quiet = false;                        // draw, again, batch
  bool json = false;                         // score, bench
  std::string settings;                      // draw: the file of --config
  bool print_settings = false;               // draw
  std::string format;                        // batch: of the list; empty: by its name
  int group = 1;                             // batch: how many are drawn together
  std::string shard;                         // batch: I/N; empty: as Slurm says, else all
  std::string name_template;                 // batch: of the files' names
  std::string checkpoint;                    // draw: a file to go on from; empty: none
  int checkpoint_every = 0;                  // draw, batch: steps; 0: not given
  std::string title;                         // gallery; empty: the folder's name
  bool plan = false;                         // batch: only say what would be drawn
  std::vector<std::pair<std::string, std::string>>
      options;  // draw, batch, bench: rows of the option table
};

// Reads the command line. Throws UsageError.
Arguments parse_arguments(int argc, const char* const* argv);

}  // namespace clipdraw_cli
