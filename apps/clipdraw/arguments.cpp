// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "arguments.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <clipdraw/clipdraw.hpp>
#include <cstring>
#include <map>

#include "nearest.hpp"

namespace clipdraw_cli {
namespace {

constexpr const char* kInspect = "inspect";
constexpr const char* kExamples = R"(
Prompts:
  clipdraw "a red apple"                    draws a-red-apple.png
  clipdraw "a cat:1.5 | rain:-0.4"          several, each with a weight; negative: away from it
  clipdraw "Star Wars: a poster"            a colon without a number is just a colon
  clipdraw -- inspect                       a prompt that is also the name of a command

Files:
  clipdraw inspect a-red-apple.png          prints how the picture was made, as JSON

Exit codes:
  0 drawn   1 internal error   2 wrong usage   3 bad weights or input file   4 out of memory
  5 reading or writing failed   130, 143 interrupted, what there was is saved
)";

// " Did you mean --cutouts?", or nothing when no name is near.
std::string suggestion(const CLI::App& app, std::string wrong) {
  wrong = wrong.substr(0, wrong.find('='));
  wrong.erase(0, wrong.find_first_not_of('-'));
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    names.insert(names.end(), option->get_lnames().begin(), option->get_lnames().end());
  }
  const std::string best = nearest_name(wrong, names);
  return best.empty() ? " See clipdraw --help." : fmt::format(" Did you mean --{}?", best);
}

// What stands behind a flag in the help: the kind of value it takes.
std::string value_name(const clipdraw::OptionInfo& row) {
  switch (static_cast<clipdraw::OptionType>(row.type)) {
    case clipdraw::OptionType::integer: return fmt::format("{:g}..{:g}", row.minimum, row.maximum);
    case clipdraw::OptionType::real: return fmt::format("{:g}..{:g}", row.minimum, row.maximum);
    case clipdraw::OptionType::seed: return "NUMBER";
    case clipdraw::OptionType::size: return "WxH";
    case clipdraw::OptionType::choice: return row.choices;
  }
  return "VALUE";
}

std::string flags_of(const std::string& name) {
  static const std::map<std::string, std::string> kShort = {{"size", "-s"}, {"steps", "-i"}};
  const auto found = kShort.find(name);
  return (found == kShort.end() ? std::string() : found->second + ",") + "--" + name;
}

std::string default_of(const clipdraw::OptionInfo& row) {
  const std::string name = row.name;
  if (name == "seed") return "a random one, printed";
  if (name == "size") return "the model's own";
  return row.default_text;
}

// Parses and turns CLI11's ways of leaving into ours. Returns false when only text is to be
// printed.
bool parse(CLI::App& app, int argc, const char* const* argv, Arguments& out) {
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    out.command = Command::print;
    out.text = app.help();
    return false;
  } catch (const CLI::CallForVersion& call) {
    out.command = Command::print;
    out.text = std::string(call.what()) + "\n";
    return false;
  } catch (const CLI::ParseError& error) {
    throw UsageError(error.what());
  }
  for (const std::string& extra : app.remaining()) {
    if (extra.size() > 1 && extra.front() == '-' && extra != "--") {
      throw UsageError(fmt::format("unknown option {}.{}", extra, suggestion(app, extra)));
    }
  }
  return true;
}

Arguments parse_inspect(int argc, const char* const* argv) {
  Arguments out;
  out.command = Command::inspect;
  CLI::App app("Prints how a picture was made, as JSON.", "clipdraw inspect");
  app.allow_extras();
  std::vector<std::string> files;
  app.add_option("FILE", files, "A .png, .jpg or .webp that clipdraw wrote");
  if (!parse(app, argc - 1, argv + 1, out)) return out;
  if (files.size() != 1) {
    throw UsageError(fmt::format(
        "inspect wants one file, {} given. To draw the word itself: clipdraw -- inspect",
        files.size()));
  }
  out.file = files.front();
  return out;
}

Arguments parse_draw(int argc, const char* const* argv) {
  Arguments out;
  CLI::App app("Draws a picture from a sentence.", "clipdraw");
  app.allow_extras();
  app.footer(kExamples);
  app.set_version_flag("--version", "clipdraw " + clipdraw::version());
  std::vector<std::string> words;
  std::string named_prompt;
  app.add_option("PROMPT", words, "What to draw");
  CLI::Option* prompt_flag = app.add_option("--prompt", named_prompt, "The same as a flag");
  prompt_flag->type_name("TEXT");
  CLI::Option* output_flag = app.add_option(
      "-o,--output", out.output,
      "Where to write: .png, .jpg or .webp. Default: a new .png named after the prompt");
  output_flag->type_name("FILE");
  app.add_flag("--force", out.force, "Replace a file that exists");
  CLI::Option* weights_flag = app.add_option(
      "--weights", out.weights,
      "Folder with the models. Default: $CLIPDRAW_WEIGHTS, or the one that comes with clipdraw");
  weights_flag->type_name("DIR");
  app.add_flag("-q,--quiet", out.quiet, "Print nothing but the file's name");

  const std::vector<clipdraw::OptionInfo> table = clipdraw::option_table();
  std::vector<std::string> values(table.size());
  std::vector<CLI::Option*> flags;
  for (std::size_t i = 0; i < table.size(); ++i) {
    const clipdraw::OptionInfo& row = table[i];
    flags.push_back(app.add_option(flags_of(row.name), values[i],
                                   fmt::format("{}. Default: {}", row.help, default_of(row)))
                        ->type_name(value_name(row))
                        ->group(fmt::format("Options of the {}", row.stage))
                        ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast));
  }
  for (CLI::Option* option : app.get_options()) {
    if (option->get_name(false, true) != "PROMPT" && option->get_expected_max() == 1) {
      option->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    }
  }
  if (!parse(app, argc, argv, out)) return out;

  if (words.size() > 1) {
    throw UsageError(
        fmt::format("{} prompts given; put the whole prompt in quotes: clipdraw \"{}\"",
                    words.size(), fmt::join(words, " ")));
  }
  if (prompt_flag->count() > 0 && !words.empty()) {
    throw UsageError("the prompt is given twice, as a word and by --prompt");
  }
  if (prompt_flag->count() == 0 && words.empty()) {
    throw UsageError("no prompt. For example: clipdraw \"a red apple\". See clipdraw --help.");
  }
  if (output_flag->count() > 0 && out.output.empty()) throw UsageError("--output is empty");
  if (weights_flag->count() > 0 && out.weights.empty()) throw UsageError("--weights is empty");
  out.prompt = words.empty() ? named_prompt : words.front();
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (flags[i]->count() > 0) out.options.emplace_back(table[i].name, values[i]);
  }
  return out;
}

}  // namespace

Arguments parse_arguments(int argc, const char* const* argv) {
  if (argc > 1 && std::strcmp(argv[1], kInspect) == 0) return parse_inspect(argc, argv);
  return parse_draw(argc, argv);
}

}  // namespace clipdraw_cli
