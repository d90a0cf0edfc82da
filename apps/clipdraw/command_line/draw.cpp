// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <clipdraw/clipdraw.hpp>
#include <map>

#include "command_line.hpp"
#include "command_line/flags.hpp"

namespace clipdraw_cli {
namespace {

constexpr const char* kExamples = R"(
Prompts:
  clipdraw "a red apple"                    draws a-red-apple.png
  clipdraw "a cat:1.5 | rain:-0.4"          several, each with a weight; negative: away from it
  clipdraw "Star Wars: a poster"            a colon without a number is just a colon
  clipdraw -- inspect                       a prompt that is also the name of a command

Models:
  clipdraw "a lighthouse" --clip ViT-B-32.pt --generator vqgan.ckpt --size 256x256
  clipdraw "a lighthouse" --clip ViT-B-32.pt:1 --clip RN50.pt:0.5 --generator fft
  clipdraw models list                      which published ones there are, and which are here
  A generator that is named starts from random codes, with its own steps and learning rate;
  with --start prior from the picture that the weights folder's prior makes of the words.

Files:
  clipdraw inspect a-red-apple.png          prints how the picture was made, as JSON

Exit codes:
  0 drawn   1 internal error   2 wrong usage   3 bad weights or input file   4 out of memory
  5 reading or writing failed   130, 143 interrupted, what there was is saved
)";

using clipdraw::OptionInfo;
using clipdraw::OptionType;

// What stands behind a flag in the help: the kind of value it takes.
std::string value_name(const OptionInfo& row) {
  switch (static_cast<OptionType>(row.type)) {
    case OptionType::integer:
    case OptionType::real: return fmt::format("{:g}..{:g}", row.minimum, row.maximum);
    case OptionType::seed: return "NUMBER";
    case OptionType::size: return "WxH";
    case OptionType::choice: return row.choices;
  }
  return "VALUE";
}

std::string flags_of(const std::string& name) {
  static const std::map<std::string, std::string> kShort = {{"size", "-s"}, {"steps", "-i"}};
  const auto found = kShort.find(name);
  return (found == kShort.end() ? std::string() : found->second + ",") + "--" + name;
}

std::string default_of(const OptionInfo& row) {
  const std::string name = row.name;
  if (name == "seed") return "a random one, printed";
  if (name == "size") return "the model's own";
  return row.default_text;
}

// Throws what the library says of a value, which begins with the option's name.
void check_option(const std::string& name, const std::string& value) {
  if (name == "size" && value == "0x0") {
    throw UsageError("size = \"0x0\": a picture needs pixels");
  }
  try {
    clipdraw::Options().set(name, value);
  } catch (const clipdraw::Error& error) {
    throw UsageError(error.what());
  }
}

void describe_option(CLI::App& app, const OptionInfo& row, Arguments& out) {
  const auto store = [&out, name = std::string(row.name)](const std::string& value) {
    check_option(name, value);
    out.options.emplace_back(name, value);
  };
  app.add_option_function<std::string>(flags_of(row.name), store,
                                       fmt::format("{}. Default: {}", row.help, default_of(row)))
      ->type_name(value_name(row))
      ->group(fmt::format("Options of the {}", row.stage))
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
}

}  // namespace

void describe_draw(CLI::App& app, Arguments& out) {
  app.footer(kExamples);
  app.set_version_flag("--version", "clipdraw " + clipdraw::version());
  describe_word(app, out, "PROMPT", "What to draw");
  app.add_option("--prompt", out.prompt, "The same as a flag")
      ->type_name("TEXT")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  add_text(app, "-o,--output", out.output,
           "Where to write: .png, .jpg or .webp. Default: a new .png named after the prompt",
           "FILE");
  app.add_flag("--force", out.force, "Replace a file that exists");
  describe_models(app, out.models);
  app.add_flag("-q,--quiet", out.quiet, "Print nothing but the file's name");
  for (const OptionInfo& row : clipdraw::option_table()) describe_option(app, row, out);
}

}  // namespace clipdraw_cli
