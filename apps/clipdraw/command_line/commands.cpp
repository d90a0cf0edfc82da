// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// The commands that are named by the first word, and what `clipdraw models import` runs.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include "command_line.hpp"
#include "command_line/batch.hpp"
#include "command_line/bench.hpp"
#include "command_line/flags.hpp"
#include "command_line/import.hpp"

namespace clipdraw_cli {
namespace {

constexpr const char* kAgainNotes = R"(
From the record:
  Everything is taken from it: prompts, options, where the picture was stopped. Models are found by
  their recorded names, in this folder and among `clipdraw models list`, and have to be the same
  bytes; pictures that it was drawn from are given again. On the machine that drew it, with the
  same version, the file is the same to the byte; at the end it says whether it is.

Exit codes:
  0 drawn, the same   7 drawn, but not the same   others as clipdraw --help lists them
)";
constexpr const char* kGalleryNotes = R"(
The page:
  Shows what results.jsonl and journal/ tell of, and every other picture with a record. It is one
  file that any browser opens, without a server or a network; it shows the pictures beside it, and
  DIR/thumbnails of the larger ones. Run it again, also during a batch, and reload the page.

Exit codes:
  0 made   2 wrong usage, or the page would replace a file that is no gallery
  3 no such folder, or nothing in it to show   5 reading or writing failed
)";
constexpr const char* kScoreNotes = R"(
Figures:
  distance    what drawing lowers, over a few fixed views; 0 is best
  similarity  cosine between picture and prompts, -1..1; the mean by weight where there are several
  guide       both as the CLIPs see it that guide drawing; they like what they have guided
  judge       both as a CLIP sees it that never guides, where the folder of weights has one
              (judge.safetensors): it is built, seeded and trained apart

Figures of different CLIPs are on different scales: compare pictures, not guide with judge.

Exit codes:
  0 scored   3 a picture could not be read, the others are scored; others as clipdraw --help lists
)";

void require_one_file(const Arguments& arguments, const char* command) {
  if (arguments.words.size() != 1) {
    throw UsageError(
        fmt::format("{} wants one file, {} given. To draw the word itself: clipdraw -- {}", command,
                    arguments.words.size(), command));
  }
}

void require_one_folder(const Arguments& arguments) {
  if (arguments.words.size() != 1) {
    throw UsageError(fmt::format(
        "gallery wants one folder, {} given. To draw the word itself: clipdraw -- gallery",
        arguments.words.size()));
  }
}

void describe_inspect(CLI::App& app, Arguments& out) {
  describe_word(app, out, "FILE", "A .png, .jpg or .webp that clipdraw wrote");
}

void check_inspect(const Arguments& arguments) { require_one_file(arguments, "inspect"); }

void describe_again(CLI::App& app, Arguments& out) {
  app.footer(kAgainNotes);
  describe_word(app, out, "FILE", "A .png, .jpg or .webp that clipdraw wrote");
  describe_output(app, out, "a new file beside it, NAME-again.png");
  describe_pictures(app, out, kFile, "A picture that was a prompt of this one",
                    "The picture that this one started from");
  describe_models(app, out.models, kFile);
}

void check_again(const Arguments& arguments) {
  require_one_file(arguments, "again");
  for (const ImageArgument& image : arguments.image_prompts) {
    if (image.weight != 1 || std::isfinite(image.stop)) {
      throw UsageError(fmt::format(
          "--image-prompt {}: weight and stop are those of the record; name the file only",
          image.file));
    }
  }
  for (const ClipArgument& clip : arguments.models.clips) {
    if (clip.weight != 1) {
      throw UsageError(
          fmt::format("--clip {}:{:g}: weights are those of the record; name the file only",
                      clip.reference, clip.weight));
    }
  }
}

void describe_gallery(CLI::App& app, Arguments& out) {
  app.footer(kGalleryNotes);
  describe_word(app, out, "DIR", "A folder that clipdraw drew into");
  add_text(app, "-o,--output", out.output, "Where the page goes. Default: DIR/index.html", "FILE");
  add_text(app, "--title", out.title, "The page's title. Default: the folder's name", "TEXT");
}

void check_gallery(const Arguments& arguments) {
  require_one_folder(arguments);
  if (arguments.output.empty()) return;
  const std::string extension = std::filesystem::path(arguments.output).extension().string();
  if (extension != ".html" && extension != ".htm") {
    throw UsageError(fmt::format("{}: the page's name ends with .html", arguments.output));
  }
}

void describe_score(CLI::App& app, Arguments& out) {
  app.footer(kScoreNotes);
  const auto store = [&out](const std::vector<std::string>& files) { out.words = files; };
  app.add_option_function<std::vector<std::string>>("IMAGE", store, "Pictures of any kind and size")
      ->type_name("")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  add_text(app, "--prompt", out.prompt, "What they are compared with, as in drawing", "TEXT");
  app.add_flag("--json", out.json, "Print JSON");
  describe_judges(app, out.models, kWeightedFile);
}

void check_score(const Arguments& arguments) {
  if (arguments.words.empty()) {
    throw UsageError(
        "score wants pictures: clipdraw score *.png --prompt \"a red apple\". To draw the word "
        "itself: clipdraw -- score");
  }
  if (is_blank(arguments.prompt)) {
    throw UsageError("score wants a prompt: --prompt \"a red apple\"");
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
      {"again", "Draws a picture again from its record: the same bytes.", Command::again,
       &describe_again, &check_again},
      {"batch", kBatchHelp, Command::batch, &describe_batch, &check_batch},
      {"batch merge", kMergeHelp, Command::merge, &describe_merge, &check_merge},
      {"gallery", "Makes a page of a folder's pictures, to look at in a browser.", Command::gallery,
       &describe_gallery, &check_gallery},
      {"score", "Says how near pictures are to a prompt.", Command::score, &describe_score,
       &check_score},
      {"bench", kBenchHelp, Command::bench, &describe_bench, &check_bench},
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
