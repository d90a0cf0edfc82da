// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <clipdraw/clipdraw.hpp>
#include <filesystem>
#include <random>
#include <string>

#include "commands/commands.hpp"
#include "commands/destination.hpp"
#include "commands/failure.hpp"
#include "commands/loading.hpp"
#include "commands/pictures.hpp"
#include "commands/result.hpp"
#include "commands/running.hpp"
#include "console.hpp"
#include "interrupt.hpp"
#include "output_name.hpp"

namespace clipdraw_cli {
namespace {

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
  const std::string name =
      arguments.prompt.empty()
          ? std::filesystem::path(arguments.image_prompts.front().file).stem().string()
          : arguments.prompt;
  return {name_from_prompt(name) + ".png", false, arguments.force};
}

// What is drawn, in one line.
std::string subject_of(const Arguments& arguments) {
  std::string text = arguments.prompt.empty() ? "" : fmt::format("\"{}\", ", arguments.prompt);
  for (const ImageArgument& image : arguments.image_prompts) text += image.file + ", ";
  return text;
}

}  // namespace

int draw(const Arguments& arguments) {
  // Options are checked once before the work begins and set again where the model's defaults are
  // known.
  const std::string seed = random_seed();
  during(Phase::arguments, [&] {
    clipdraw::Options options;
    set_options(options, arguments, seed);
  });
  const Destination destination = during(
      Phase::output, [&] { return settle(destination_of(arguments), arguments.save_every > 0); });
  const Pictures pictures = read_pictures(arguments);
  Console console(arguments.quiet);
  catch_interrupts();

  const clipdraw::Model model = load_model(arguments.models, console);
  clipdraw::Options options(model);
  during(Phase::arguments, [&] { set_options(options, arguments, seed); });
  clipdraw::Session session(model, options);
  if (!arguments.prompt.empty()) session.add_prompts(arguments.prompt);
  add_pictures(session, pictures, arguments);
  console.note(fmt::format("{}seed {}", subject_of(arguments), options.get("seed")));
  const Drawn drawn = draw_and_save(session, destination, arguments.save_every, console);
  const int printed = print_result(drawn.file + "\n");
  return drawn.code != kExitDrawn ? drawn.code : printed;
}

}  // namespace clipdraw_cli
