// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string>
#include <vector>

#include "arguments.hpp"
#include "command_line.hpp"
#include "command_line/bench.hpp"
#include "command_line/flags.hpp"
#include "command_line/help.hpp"
#include "command_line/import.hpp"
#include "command_line/settings.hpp"
#include "nearest.hpp"
#include "suggestion.hpp"

namespace clipdraw_cli {
namespace {

const SubCommand* find_command(const std::string& name) {
  for (const SubCommand* hidden : {&import_command(), &bench_part_command()}) {
    if (name == hidden->name) return hidden;
  }
  for (const SubCommand& command : commands()) {
    if (name == command.name) return &command;
  }
  return nullptr;
}

// " Or did you mean clipdraw inspect?" where the first word looks like that. One word alone never
// does: it may be a prompt.
std::string command_suggestion(const std::string& word) {
  std::vector<std::string> names{"models"};
  for (const SubCommand& command : commands()) names.emplace_back(command.name);
  const std::string best = nearest_name(word, names);
  return best.empty() ? "" : fmt::format(". Or did you mean clipdraw {}?", best);
}

// Parses and turns CLI11's ways of leaving into ours. Returns false when only text is to be
// printed.
bool parse(CLI::App& app, int argc, const char* const* argv, Arguments& out) {
  app.allow_extras();
  app.formatter(std::make_shared<HelpFormatter>());
  const auto print = [&](const std::string& text) {
    out.command = Command::print;
    out.text = text;
    return false;
  };
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return print(app.help());
  } catch (const CLI::CallForVersion& call) {
    return print(std::string(call.what()) + "\n");
  } catch (const CLI::ParseError& error) {
    throw UsageError(error.what());
  } catch (const UsageError& error) {
    // CLI11 looks at values before it looks for --help.
    if (app.get_help_ptr()->count() > 0) return print(app.help());
    throw UsageError(fmt::format("--{}", error.what()));
  }
  for (const std::string& extra : app.remaining()) {
    if (extra.size() > 1 && extra.front() == '-' && extra != "--") {
      throw UsageError(fmt::format("unknown option {}.{}", extra, flag_suggestion(app, extra)));
    }
    if (extra != "--") out.words.push_back(extra);
  }
  return true;
}

// words: how many of them name the command.
Arguments parse_command(const SubCommand& command, int words, int argc, const char* const* argv) {
  Arguments out;
  out.command = command.command;
  CLI::App app(command.help, fmt::format("clipdraw {}", command.name));
  command.describe(app, out);
  if (parse(app, argc - words, argv + words, out)) command.check(out);
  return out;
}

// A run that goes on has to find again what the one before it has written.
void check_checkpoint(const Arguments& arguments) {
  if (arguments.checkpoint.empty()) {
    if (arguments.checkpoint_every == 0) return;
    throw UsageError("--checkpoint-every: in which file? Name it: --checkpoint FILE");
  }
  if (arguments.save_every > 0 && arguments.output.empty()) {
    throw UsageError("--save-every with --checkpoint: name the picture: --output FILE");
  }
  if (arguments.checkpoint == arguments.output) {
    throw UsageError(fmt::format("--checkpoint {}: is the picture's name", arguments.checkpoint));
  }
}

Arguments parse_draw(int argc, const char* const* argv) {
  Arguments out;
  CLI::App app(kDrawHelp, "clipdraw");
  describe_draw(app, out);
  if (!parse(app, argc, argv, out)) return out;

  if (out.words.size() > 1) {
    throw UsageError(fmt::format(
        "{} prompts given; put the whole prompt in quotes: clipdraw \"{}\"{}", out.words.size(),
        fmt::join(out.words, " "), command_suggestion(out.words.front())));
  }
  if (app.get_option("--prompt")->count() > 0 && !out.words.empty()) {
    throw UsageError("the prompt is given twice, as a word and by --prompt");
  }
  if (!out.settings.empty()) read_settings(app, out.settings);
  if (!out.words.empty()) out.prompt = out.words.front();
  if (out.print_settings) {
    out.command = Command::print;
    out.text = print_settings(app);
    return out;
  }
  const bool named = app.get_option("--prompt")->count() > 0 || !out.words.empty();
  if (named && is_blank(out.prompt)) throw UsageError("the prompt is empty");
  if (!named && out.image_prompts.empty()) {
    throw UsageError("no prompt. For example: clipdraw \"a red apple\". See clipdraw --help.");
  }
  check_start(out.options, out.start_image, "--");
  check_checkpoint(out);
  return out;
}

}  // namespace

Arguments parse_arguments(int argc, const char* const* argv) {
  for (int words = std::min(argc - 1, 2); words > 0; --words) {
    const std::string name =
        words == 1 ? std::string(argv[1]) : fmt::format("{} {}", argv[1], argv[2]);
    if (const SubCommand* command = find_command(name)) {
      return parse_command(*command, words, argc, argv);
    }
  }
  return parse_draw(argc, argv);
}

}  // namespace clipdraw_cli
