// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// The clipdraw command. Standard output carries the result: the picture's file name or a record;
// everything else goes to standard error.
#include <fmt/format.h>

#include <algorithm>
#include <clipdraw/clipdraw.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <random>

#include "arguments.hpp"
#include "catalog.hpp"
#include "console.hpp"
#include "exit_code.hpp"
#include "interrupt.hpp"
#include "output_name.hpp"

namespace clipdraw_cli {
namespace {

constexpr int kMostAttempts = 100000;  // at a free numbered name

// A failed call together with what was being done.
struct Failure {
  int code;
  std::string text;
};

// Runs the body; a failed call in it is thrown on as Failure.
template <typename Body>
auto during(Phase phase, Body&& body) {
  try {
    return body();
  } catch (const clipdraw::Error& error) {
    throw Failure{exit_code(error.status(), phase), error.what()};
  }
}

bool is_blank(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c <= ' '; });
}

// Prints a result. The picture is on the disk by now; a closed standard output is an error still.
int print_result(const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0) {
    return kExitDrawn;
  }
  print_error("standard output cannot be written");
  return kExitIo;
}

// A seed that is easy to read and to type.
std::string random_seed() {
  std::random_device device;
  return std::to_string(std::uniform_int_distribution<std::uint32_t>()(device));
}

// Sets what the command line says and checks it.
void set_options(clipdraw::Options& options, const Arguments& arguments, const std::string& seed) {
  options.set("seed", seed);
  for (const auto& [name, value] : arguments.options) {
    if (name == "size" && value == "0x0")
      throw UsageError("--size = \"0x0\": a picture needs pixels");
    try {
      options.set(name, value);
    } catch (const clipdraw::Error& error) {
      throw UsageError(fmt::format("--{}", error.what()));
    }
  }
  options.validate();
}

// Where the picture goes when nothing is in the way.
std::string wanted_path(const Arguments& arguments) {
  return arguments.output.empty() ? name_from_prompt(arguments.prompt) + ".png" : arguments.output;
}

clipdraw::Overwrite overwrite_of(const Arguments& arguments) {
  return arguments.force ? clipdraw::Overwrite::replace : clipdraw::Overwrite::keep;
}

// The first of the path's numbered forms that nothing is in the way of, from this attempt on.
int first_free_attempt(const std::string& path, const Arguments& arguments, int attempt = 1) {
  for (; attempt < kMostAttempts; ++attempt) {
    try {
      clipdraw::check_output(numbered_path(path, attempt), overwrite_of(arguments));
      return attempt;
    } catch (const clipdraw::Error& error) {
      if (error.status() != clipdraw::Status::invalid_state) throw;
    }
  }
  throw Failure{kExitIo, fmt::format("{}: {} numbered files exist", path, kMostAttempts)};
}

// Finds out before the work whether its result can be saved.
void check_destination(const Arguments& arguments) {
  const std::string path = wanted_path(arguments);
  const int attempt = first_free_attempt(path, arguments);
  if (attempt > 1 && !arguments.output.empty()) {
    throw UsageError(fmt::format("{}: the file exists; --force replaces it", path));
  }
}

// Saves under the path wanted, or under a numbered one where that was taken meanwhile.
std::string save(const clipdraw::Session& session, const Arguments& arguments) {
  const std::string path = wanted_path(arguments);
  int attempt = first_free_attempt(path, arguments);
  while (true) {
    try {
      session.save(numbered_path(path, attempt), overwrite_of(arguments));
      return numbered_path(path, attempt);
    } catch (const clipdraw::Error& error) {
      const int next = first_free_attempt(path, arguments, attempt);
      if (error.status() != clipdraw::Status::invalid_state || next == attempt) throw;
      attempt = next;
    }
  }
}

// The least important log lines that are shown: $CLIPDRAW_LOG, else warnings.
clipdraw::LogLevel wanted_log() {
  const char* name = std::getenv("CLIPDRAW_LOG");
  const std::string wanted = name != nullptr ? name : "";
  if (wanted == "debug") return clipdraw::LogLevel::debug;
  if (wanted == "info") return clipdraw::LogLevel::info;
  return clipdraw::LogLevel::warning;
}

clipdraw::Model load_model(const Arguments& arguments, Console& console) {
  clipdraw::ModelFiles files;
  files.weights_dir = arguments.weights;
  if (!arguments.vocabulary.empty()) files.vocabulary = resolve_model(arguments.vocabulary);
  for (const ClipArgument& clip : arguments.clips) {
    files.clips.push_back({resolve_model(clip.reference), clip.weight, ""});
  }
  // Of one CLIP a vocabulary that is named is meant, whatever lies beside the weights.
  if (files.clips.size() == 1) files.clips.front().vocabulary = files.vocabulary;
  if (files.vocabulary.empty() && !files.clips.empty()) files.vocabulary = default_vocabulary();
  if (!arguments.generator.empty()) {
    files.generator = arguments.generator == "fft" ? "fft" : resolve_model(arguments.generator);
  }
  return clipdraw::Model::load(
      files, [&console, least = wanted_log()](clipdraw::LogLevel level, std::string_view text) {
        if (level < least) return;
        console.note(level >= clipdraw::LogLevel::warning ? fmt::format("warning: {}", text)
                                                          : std::string(text));
      });
}

int draw(const Arguments& arguments) {
  if (is_blank(arguments.prompt)) throw UsageError("the prompt is empty");
  // Options are checked once before the work begins and set again where the model's defaults are
  // known.
  const std::string seed = random_seed();
  during(Phase::arguments, [&] {
    clipdraw::Options options;
    set_options(options, arguments, seed);
  });
  during(Phase::output, [&] { check_destination(arguments); });
  Console console(arguments.quiet);
  catch_interrupts();

  if (!arguments.clips.empty() || !arguments.generator.empty()) {
    console.busy("loading the models ...");
  }
  const clipdraw::Model model =
      during(Phase::weights, [&] { return load_model(arguments, console); });
  clipdraw::Options options(model);
  during(Phase::arguments, [&] { set_options(options, arguments, seed); });
  clipdraw::Session session(model, options);
  session.add_prompts(arguments.prompt);
  const InterruptWatch watch(session);
  console.note(fmt::format("\"{}\", seed {}", arguments.prompt, options.get("seed")));

  std::string trouble;  // a failure after which there is still a picture worth saving
  int code = kExitDrawn;
  clipdraw::Summary summary;
  try {
    console.busy("making the first picture ...");
    session.start();
    summary = session.run([&](const clipdraw::Step& step) {
      console.step(step);
      return clipdraw::Action::proceed;
    });
  } catch (const clipdraw::Error& error) {
    if (error.status() != clipdraw::Status::non_finite) throw;
    trouble = error.what();
    code = kExitInternal;
  }
  console.close();

  std::string file;
  try {
    file = during(Phase::output, [&] { return save(session, arguments); });
  } catch (const Failure&) {
    if (!trouble.empty()) print_error(trouble);
    throw;
  }
  if (summary.steps_run > 0) {
    console.note(fmt::format("distance {:.4f} -> {:.4f} in {} steps, {:.1f} s",
                             summary.first_distance, summary.last_distance, summary.steps_run,
                             summary.seconds));
  }
  if (!trouble.empty()) print_error(trouble + "; saved as it was before that");
  if (interrupt_signal() != 0) {
    console.note("interrupted, saved as it is");
    code = kExitSignal + interrupt_signal();
  }
  const int printed = print_result(file + "\n");
  return code != kExitDrawn ? code : printed;
}

int inspect(const Arguments& arguments) {
  return print_result(during(Phase::inspecting, [&] { return clipdraw::inspect(arguments.file); }) +
                      "\n");
}

int import(const Arguments& arguments) {
  during(Phase::importing, [&] {
    clipdraw::import_weights(
        arguments.file, arguments.target,
        arguments.force ? clipdraw::Overwrite::replace : clipdraw::Overwrite::keep);
  });
  return print_result(arguments.target + "\n");
}

int run(int argc, const char* const* argv) {
  const Arguments arguments = parse_arguments(argc, argv);
  switch (arguments.command) {
    case Command::print: return print_result(arguments.text);
    case Command::inspect: return inspect(arguments);
    case Command::import: return import(arguments);
    case Command::draw: return draw(arguments);
  }
  return kExitInternal;
}

}  // namespace
}  // namespace clipdraw_cli

int main(int argc, char** argv) {
  using namespace clipdraw_cli;
  // A reader that goes away, `| head` for one, must not cost the picture.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return run(argc, argv);
  } catch (const UsageError& error) {
    print_error(error.what());
    return kExitUsage;
  } catch (const CatalogError& error) {
    print_error(error.what());
    return kExitBadInput;
  } catch (const Failure& failure) {
    print_error(failure.text);
    return failure.code;
  } catch (const clipdraw::Error& error) {
    const bool no_memory = error.status() == clipdraw::Status::out_of_memory;
    print_error(std::string(error.what()) +
                (no_memory ? "; try a smaller --size or fewer --cutouts" : ""));
    return exit_code(error.status(), Phase::drawing);
  } catch (const std::bad_alloc&) {
    print_error("out of memory");
    return kExitNoMemory;
  } catch (const std::exception& error) {
    print_error(error.what());
    return kExitInternal;
  }
}
