// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "command_line/batch.hpp"

#include <fmt/format.h>

#include <clipdraw/clipdraw.hpp>

#include "command_line/flags.hpp"

namespace clipdraw_cli {
namespace {

constexpr int kMostTogether = CLIPDRAW_LARGEST_GROUP;

constexpr const char* kBatchNotes = R"(
Lists:
  text   a prompt a line; blank lines, and lines that begin with #, are skipped
  csv    a header row; columns id, prompt, image-prompt, start-image and every option
  jsonl  an object a line with the same keys: {"prompt": "a red apple", "steps": 60}
  Files that a list names are seen from the list's folder. What a job does not say is as the
  command line has it; a seed that nobody gives follows from what the job says, not from chance.

Run again:
  The same command again draws what is missing, and nothing twice.

Many machines:
  clipdraw batch jobs.txt -o out --shard 3/8    the third of eight parts; in a job array of Slurm
                                                the task's own, without the flag
  clipdraw batch merge out                      puts the results of all parts together

Exit codes:
  0 all drawn   6 some failed, the others are drawn   130, 138, 143 interrupted: run it again
  others as clipdraw --help lists them
)";

void add_format(CLI::App& app, Arguments& out) {
  const auto store = [&out](const std::string& text) {
    if (text != "text" && text != "csv" && text != "jsonl") {
      throw UsageError(fmt::format("format = \"{}\": text, csv or jsonl expected", text));
    }
    out.format = text;
  };
  app.add_option_function<std::string>(
         "--format", store,
         "What the list is. Default: as its name ends, .csv or .jsonl; else text")
      ->type_name("text|csv|jsonl")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
}

}  // namespace

void describe_batch(CLI::App& app, Arguments& out) {
  app.footer(kBatchNotes);
  describe_word(app, out, "JOBS", "The list, - for standard input");
  add_text(app, "-o,--output", out.output, "Where the pictures go; made where it is missing",
           "DIR");
  add_format(app, out);
  add_text(app, "--name", out.name_template,
           "How the files are called: {id}, {seed}, {slug} (the prompt), {place} (in the list), "
           "{key} (of the job's content). Default: {id}-{seed}-{slug}",
           "TEMPLATE");
  add_count(app, "--group", out.group, kMostTogether,
            "How many neighbours in the list that differ in prompt and seed only are drawn "
            "together. Default: 1");
  add_text(app, "--shard", out.shard,
           "Draw the I-th of N parts of the list. Default: what Slurm says of a job array's task, "
           "else all",
           "I/N");
  add_count(app, "--checkpoint-every", out.checkpoint_every, kMostSteps,
            "Keep a checkpoint of what is being drawn, after every so many steps and when "
            "interrupted. Default: none");
  app.add_flag("--force", out.force, "Replace files that exist and are no pictures of these jobs");
  app.add_flag("--plan", out.plan, "Print the jobs of this part as JSON, and draw nothing");
  app.add_flag("-q,--quiet", out.quiet, "Print nothing but the files' names, and errors");
  describe_models(app, out.models, kWeightedFile);
  describe_options(app, out, "one that follows from the job's content");
}

void check_batch(const Arguments& arguments) {
  if (arguments.words.size() != 1) {
    throw UsageError(
        fmt::format("batch wants one list, {} given: clipdraw batch jobs.txt -o DIR. To draw the "
                    "word itself: clipdraw -- batch",
                    arguments.words.size()));
  }
  if (arguments.output.empty() && !arguments.plan) {
    throw UsageError("batch wants a folder for the pictures: -o DIR");
  }
}

void describe_merge(CLI::App& app, Arguments& out) {
  describe_word(app, out, "DIR", "The folder that clipdraw batch wrote to");
}

void check_merge(const Arguments& arguments) {
  if (arguments.words.size() != 1) {
    throw UsageError(
        fmt::format("batch merge wants one folder, {} given. A list of that name: clipdraw batch "
                    "./merge",
                    arguments.words.size()));
  }
}

}  // namespace clipdraw_cli
