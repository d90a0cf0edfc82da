// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <clipdraw/clipdraw.hpp>
#include <random>
#include <string>

#include "commands/commands.hpp"
#include "commands/destination.hpp"
#include "commands/failure.hpp"
#include "commands/loading.hpp"
#include "commands/result.hpp"
#include "console.hpp"
#include "interrupt.hpp"
#include "output_name.hpp"

namespace clipdraw_cli {
namespace {

bool is_blank(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c <= ' '; });
}

// A seed that is easy to read and to type.
std::string random_seed() {
  std::random_device device;
  return std::to_string(std::uniform_int_distribution<std::uint32_t>()(device));
}

// Sets what the command line says and checks it.
void set_options(clipdraw::Options& options, const Arguments& arguments, const std::string& seed) {
  options.set("seed", seed);
  for (const auto& [name, value] : arguments.options) options.set(name, value);
  options.validate();
}

Destination destination_of(const Arguments& arguments) {
  if (!arguments.output.empty()) return {arguments.output, true, arguments.force};
  return {name_from_prompt(arguments.prompt) + ".png", false, arguments.force};
}

}  // namespace

int draw(const Arguments& arguments) {
  if (is_blank(arguments.prompt)) throw UsageError("the prompt is empty");
  // Options are checked once before the work begins and set again where the model's defaults are
  // known.
  const std::string seed = random_seed();
  during(Phase::arguments, [&] {
    clipdraw::Options options;
    set_options(options, arguments, seed);
  });
  const Destination destination = destination_of(arguments);
  during(Phase::output, [&] { check_destination(destination); });
  Console console(arguments.quiet);
  catch_interrupts();

  const clipdraw::Model model = load_model(arguments.models, console);
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
    file = during(Phase::output, [&] { return save(session, destination); });
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

}  // namespace clipdraw_cli
