// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "command_line/bench.hpp"

#include <fmt/format.h>

#include <charconv>
#include <clipdraw/clipdraw.hpp>
#include <string>
#include <vector>

#include "command_line/flags.hpp"

namespace clipdraw_cli {
namespace {

constexpr int kMostViews = 1024;
constexpr int kMostTogether = CLIPDRAW_LARGEST_GROUP;
constexpr int kLargestMatrix = 16384;

constexpr const char* kBenchNotes = R"(
What is measured:
  Every size with every number of views and every group, each in a process of its own: the time of
  each stage, forward and backward, its median over the steps and how far they are apart; steps a
  second, the most memory, and when the first step was done. FLOPs are counted from the models'
  layers. Ceilings are this machine's: a matrix product by oneDNN and a copy in memory, taken in
  the same run. Before the measured steps two are run that do not count.

Models:
  NAME is one of vit-b32, vit-b16, vit-l14, rn50 (perceptors), vqgan-f16-1024, vqgan-f16-16384,
  taesd-f8 (generators): the published size with random weights, which cost what real ones cost;
  no download. Or a file, a folder, or a name of `clipdraw models list`. Default: those of the
  weights folder.

Examples:
  clipdraw bench
  clipdraw bench --perceptor vit-b32 --generator vqgan-f16-16384 --sizes 256x256 --views 8,32
  clipdraw bench -o before.json; clipdraw bench --compare before.json

Exit codes:
  0 measured   others as clipdraw --help lists them
)";

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == ',') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

int parse_number(const std::string& text, const std::string& flag, int least, int most) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < least || value > most) {
    throw UsageError(
        fmt::format("{} = \"{}\": a whole number, {}..{}, expected", flag, text, least, most));
  }
  return value;
}

// A flag whose value is a list with commas; given twice, the last one counts.
template <typename Store>
void add_list(CLI::App& app, const std::string& flag, const Store& store, const std::string& help,
              const std::string& value) {
  app.add_option_function<std::string>(
         "--" + flag, [store](const std::string& text) { store(split(text)); }, help)
      ->type_name(value)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
}

void add_numbers(CLI::App& app, const std::string& flag, std::vector<int>& out, int most,
                 const std::string& help) {
  const auto store = [&out, flag, most](const std::vector<std::string>& parts) {
    out.clear();
    for (const std::string& part : parts) out.push_back(parse_number(part, flag, 1, most));
  };
  add_list(app, flag, store, help, fmt::format("1..{},...", most));
}

void add_sizes(CLI::App& app, Arguments& out) {
  const auto store = [&out](const std::vector<std::string>& parts) {
    for (const std::string& part : parts) {
      clipdraw::Options options;
      try {
        set_option(options, "size", part);
      } catch (const UsageError& error) {
        throw UsageError(fmt::format("sizes: {}", error.what()));
      }
    }
    out.bench.sizes = parts;
  };
  add_list(app, "sizes", store, "Sizes of the picture. Default: the generator's own", "WxH,...");
}

// A row of the library's option table, under its own flag.
void add_option(CLI::App& app, const char* name, Arguments& out, const std::string& help,
                const std::string& value) {
  const auto store = [&out, name](const std::string& text) {
    clipdraw::Options options;
    set_option(options, name, text);
    out.options.emplace_back(name, text);
  };
  app.add_option_function<std::string>(fmt::format("--{}", name), store, help)
      ->type_name(value)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
}

void add_any_option(CLI::App& app, Arguments& out) {
  const auto store = [&out](const std::vector<std::string>& texts) {
    for (const std::string& text : texts) {
      const std::size_t equals = text.find('=');
      const std::string name = text.substr(0, equals);
      if (equals == std::string::npos) {
        throw UsageError(fmt::format("set {}: NAME=VALUE expected", text));
      }
      for (const char* own : {"size", "cutouts", "steps"}) {
        if (name == own) {
          throw UsageError(fmt::format("set {}: that is for --sizes, --views and --steps", text));
        }
      }
      clipdraw::Options options;
      try {
        set_option(options, name, text.substr(equals + 1));
      } catch (const UsageError& error) {
        throw UsageError(fmt::format("set {}: {}", text, error.what()));
      }
      out.options.emplace_back(name, text.substr(equals + 1));
    }
  };
  app.add_option_function<std::vector<std::string>>(
         "--set", store, "Any other option of drawing. May be given several times")
      ->type_name("NAME=VALUE")
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

// 0 means none.
void add_matrix(CLI::App& app, Arguments& out) {
  const auto store = [&out](const std::string& text) {
    out.bench.matrix = parse_number(text, "matrix", 0, kLargestMatrix);
  };
  app.add_option_function<std::string>(
         "--matrix", store,
         "Side of the matrices whose product is the ceiling; 0: measure steps alone, and nothing "
         "of the machine. Default: 4096")
      ->type_name(fmt::format("0..{}", kLargestMatrix))
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
}

void describe_part(CLI::App& app, Arguments& out) {
  describe_word(app, out, "TASK", "What to measure");
}

void check_part(const Arguments& arguments) {
  if (arguments.words.size() != 1) throw UsageError("bench-part wants one task");
}

}  // namespace

void describe_bench(CLI::App& app, Arguments& out) {
  app.footer(kBenchNotes);
  add_sizes(app, out);
  add_numbers(app, "views", out.bench.views, kMostViews,
              "Numbers of views in a step. Default: that of drawing");
  add_numbers(app, "groups", out.bench.groups, kMostTogether,
              "Numbers of pictures that are drawn together. Default: 1");
  add_text(app, "--perceptor", out.bench.perceptor, "What judges the picture", "NAME|FILE");
  add_text(app, "--generator", out.bench.generator, "What draws", "NAME|FILE");
  add_text(app, "--weights", out.models.weights,
           "Folder with the models that are not named. Default: $CLIPDRAW_WEIGHTS, or the one that "
           "comes with clipdraw",
           "DIR");
  for (const clipdraw::OptionInfo& row : clipdraw::option_table()) {
    const std::string name = row.name;
    if (name == "precision") add_option(app, row.name, out, row.help, row.choices);
    if (name == "threads") add_option(app, row.name, out, row.help, "0..1024");
  }
  add_any_option(app, out);
  add_count(app, "--steps", out.bench.steps, kMostSteps,
            "How many steps are measured. Default: 10");
  add_matrix(app, out);
  add_text(app, "--keep", out.bench.keep,
           "Where models with random weights are made and stay for the next time. Default: a "
           "temporary folder",
           "DIR");
  app.add_flag("--json", out.json, "Print JSON");
  add_text(app, "-o,--output", out.output, "Write the JSON to a file, too", "FILE");
  add_text(app, "--compare", out.bench.compare,
           "A JSON file of an earlier run: print also how many times faster this one is", "FILE");
}

void check_bench(const Arguments& arguments) {
  if (!arguments.words.empty()) {
    throw UsageError(fmt::format(
        "bench takes no words, \"{}\" given. To draw a prompt that begins so: clipdraw -- \"bench "
        "{}\"",
        arguments.words.front(), arguments.words.front()));
  }
}

const SubCommand& bench_part_command() {
  static const SubCommand kPart = {"bench-part", "Measures one thing for clipdraw bench.",
                                   Command::bench_part, &describe_part, &check_part};
  return kPart;
}

}  // namespace clipdraw_cli
