// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <clipdraw/clipdraw.hpp>
#include <cstdint>
#include <limits>
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

Pictures:
  clipdraw "a lighthouse" --image-prompt storm.jpg:0.5     resembles what a picture shows
  clipdraw "a lighthouse" --start-image sketch.png         starts from one

Commands:
  clipdraw inspect a-red-apple.png          prints how the picture was made, as JSON
  clipdraw again a-red-apple.png            draws it again: the same bytes
  clipdraw score *.png --prompt "an apple"  says how near pictures are to a prompt
  Each has its own --help.

Settings:
  clipdraw --print-config > my.toml         all of them with their ranges, to be edited
  clipdraw "a red apple" --config my.toml

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

// "Width and height of the picture, as WxH; 16..4096 pixels. Default: the model's own".
std::string help_of(const OptionInfo& row) {
  std::string limits;
  const bool shown = static_cast<OptionType>(row.type) != OptionType::choice &&
                     value_name(row).find("..") != std::string::npos;
  if (static_cast<OptionType>(row.type) == OptionType::seed) {
    limits = fmt::format("; 0..{}", std::numeric_limits<std::uint64_t>::max());  // not as a double
  } else if (!shown && row.maximum > row.minimum) {
    limits = fmt::format("; {:g}..{:g}", row.minimum, row.maximum);
  }
  const std::string unit = row.unit;
  if (!unit.empty()) limits += (shown ? "; " : " ") + unit;
  return fmt::format("{}{}. Default: {}", row.help, limits, default_of(row));
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
  app.add_option_function<std::string>(flags_of(row.name), store, help_of(row))
      ->type_name(value_name(row))
      ->group(fmt::format("Options of the {}", row.stage))
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
}

void describe_save_every(CLI::App& app, Arguments& out) {
  static constexpr int kMost = 100000;
  const auto store = [&out](const std::string& text) {
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), out.save_every);
    if (error != std::errc() || end != text.data() + text.size() || out.save_every < 1 ||
        out.save_every > kMost) {
      throw UsageError(
          fmt::format("save-every = \"{}\": a whole number, 1..{}, expected", text, kMost));
    }
  };
  app.add_option_function<std::string>(
         "--save-every", store,
         "Save the picture also after every so many steps, beside the last one: NAME-step-0010.png")
      ->type_name(fmt::format("1..{}", kMost))
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
}

}  // namespace

void describe_draw(CLI::App& app, Arguments& out) {
  app.footer(kExamples);
  app.set_version_flag("--version", "clipdraw " + clipdraw::version());
  describe_word(app, out, "PROMPT", "What to draw");
  app.add_option("--prompt", out.prompt,
                 "What to draw, also where it looks like a flag or a command")
      ->type_name("TEXT")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  describe_pictures(app, out, kWeightedPicture,
                    "A picture to resemble in what it shows, not in its pixels, with weight and "
                    "stop as in a prompt",
                    "A picture to start from, fitted into the size");
  describe_output(app, out, "a new .png named after the prompt");
  describe_save_every(app, out);
  describe_models(app, out.models, kWeightedFile);
  add_text(app, "--config", out.settings,
           "Read settings from a TOML file whose keys are these flags; what the command line says "
           "wins",
           "FILE");
  app.add_flag("--print-config", out.print_settings, "Print the settings as such a file, and stop");
  for (const OptionInfo& row : clipdraw::option_table()) describe_option(app, row, out);
}

}  // namespace clipdraw_cli
