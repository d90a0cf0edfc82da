// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "arguments.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <clipdraw/clipdraw.hpp>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <map>

#include "nearest.hpp"

namespace clipdraw_cli {
namespace {

constexpr const char* kInspect = "inspect";
// What `clipdraw models import` runs: only this program has LibTorch.
constexpr const char* kImport = "models-import";
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

// FILE or FILE:WEIGHT. A colon that no number follows is part of the name, as in a prompt, and so is
// one in the name of a file that is there.
ClipArgument parse_clip(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  std::error_code ignored;
  if (colon == std::string::npos || colon + 1 == text.size() ||
      std::filesystem::exists(text, ignored)) {
    return {text, 1};
  }
  char* end = nullptr;
  const std::string number = text.substr(colon + 1);
  const double weight = std::strtod(number.c_str(), &end);
  if (*end != '\0') return {text, 1};
  if (!(weight > 0) || weight > 1e6) {
    throw UsageError(fmt::format("--clip {}: weight = {}, must be above 0", text, number));
  }
  return {text.substr(0, colon), weight};
}

Arguments parse_import(int argc, const char* const* argv) {
  Arguments out;
  out.command = Command::import;
  CLI::App app("Writes a CLIP or generator of any supported format as one safetensors file.",
               "clipdraw models-import");
  app.allow_extras();
  std::vector<std::string> files;
  app.add_option("SOURCE TARGET", files, "What is read, and the .safetensors file to write");
  app.add_flag("--force", out.force, "Replace a file that exists");
  if (!parse(app, argc - 1, argv + 1, out)) return out;
  if (files.size() != 2) {
    throw UsageError(
        fmt::format("models-import wants a source and a target, {} given", files.size()));
  }
  out.file = files[0];
  out.target = files[1];
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
  std::vector<std::string> clips;
  CLI::Option* clip_flag = app.add_option(
      "--clip", clips,
      "A CLIP that judges the picture, with its weight where there are several: a file or folder "
      "as "
      "it is published, or a name of `clipdraw models list`. May be given several times");
  clip_flag->type_name("FILE[:WEIGHT]")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  CLI::Option* generator_flag =
      app.add_option("--generator", out.generator,
                     "What draws: a file or folder as it is published, a name, or fft, which needs "
                     "no weights");
  generator_flag->type_name("FILE");
  CLI::Option* vocabulary_flag = app.add_option(
      "--vocabulary", out.vocabulary,
      "The words of a CLIP that has none beside it. Default: OpenAI's, once `clipdraw "
      "models fetch clip-vocabulary` has got it");
  vocabulary_flag->type_name("FILE");
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
    if (option->get_name(false, true) != "PROMPT" && option != clip_flag &&
        option->get_expected_max() == 1) {
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
  if (generator_flag->count() > 0 && out.generator.empty())
    throw UsageError("--generator is empty");
  if (vocabulary_flag->count() > 0 && out.vocabulary.empty()) {
    throw UsageError("--vocabulary is empty");
  }
  for (const std::string& clip : clips) {
    if (clip.empty()) throw UsageError("--clip is empty");
    out.clips.push_back(parse_clip(clip));
  }
  out.prompt = words.empty() ? named_prompt : words.front();
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (flags[i]->count() > 0) out.options.emplace_back(table[i].name, values[i]);
  }
  return out;
}

}  // namespace

Arguments parse_arguments(int argc, const char* const* argv) {
  if (argc > 1 && std::strcmp(argv[1], kInspect) == 0) return parse_inspect(argc, argv);
  if (argc > 1 && std::strcmp(argv[1], kImport) == 0) return parse_import(argc, argv);
  return parse_draw(argc, argv);
}

}  // namespace clipdraw_cli
