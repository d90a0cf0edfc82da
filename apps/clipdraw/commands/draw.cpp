// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <clipdraw/clipdraw.hpp>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "commands/checkpoint.hpp"
#include "commands/commands.hpp"
#include "commands/failure.hpp"
#include "commands/loading.hpp"
#include "commands/pictures.hpp"
#include "commands/result.hpp"
#include "commands/running.hpp"
#include "console.hpp"
#include "interrupt.hpp"

namespace clipdraw_cli {
namespace {

// A seed that is easy to read and to type.
std::string random_seed() {
  std::random_device device;
  return std::to_string(std::uniform_int_distribution<std::uint32_t>()(device));
}

using Values = std::vector<std::pair<std::string, std::string>>;

// Sets what the command line says and checks it. by_chance: what holds where it says nothing.
void set_options(clipdraw::Options& options, const Arguments& arguments, const Values& by_chance) {
  for (const auto& [name, value] : by_chance) options.set(name, value);
  for (const auto& [name, value] : arguments.options) options.set(name, value);
  options.validate();
}

// What is drawn, in one line.
std::string subject_of(const Arguments& arguments) {
  std::string text = arguments.prompt.empty() ? "" : fmt::format("\"{}\", ", arguments.prompt);
  for (const ImageArgument& image : arguments.image_prompts) text += image.file + ", ";
  return text;
}

// A session as the command line asks for it, and its seed.
struct Begun {
  clipdraw::Session session;
  std::string seed;
};

Begun begin(const clipdraw::Model& model, const Arguments& arguments, const Pictures& pictures,
            const Values& by_chance) {
  clipdraw::Options options(model);
  during(Phase::arguments, [&] { set_options(options, arguments, by_chance); });
  Begun begun{clipdraw::Session(model, options), options.get("seed")};
  if (!arguments.prompt.empty()) begun.session.add_prompts(arguments.prompt);
  add_pictures(begun.session, pictures, arguments);
  return begun;
}

// The same, going on from its checkpoint.
Begun go_on(const clipdraw::Model& model, const Arguments& arguments, const Pictures& pictures) {
  clipdraw::Session session = resume(model, arguments.checkpoint);
  const std::string record = session.record();
  const Begun asked = begin(model, arguments, pictures, decided_by_chance(record));
  check_same_drawing(arguments.checkpoint, record, asked.session.record(), model.info());
  return {std::move(session), asked.seed};
}

}  // namespace

int draw(const Task& task) {
  const Arguments& arguments = task.arguments;
  const bool goes_on = task.goes_on;
  const Values by_chance{{"seed", random_seed()}};
  const Pictures pictures = read_pictures(arguments);
  Console console(arguments.quiet);
  catch_interrupts();

  const clipdraw::Model model = load_model(arguments.models, console);
  Begun begun =
      goes_on ? go_on(model, arguments, pictures) : begin(model, arguments, pictures, by_chance);
  console.note(fmt::format("{}seed {}", subject_of(arguments), begun.seed));
  if (goes_on) {
    console.note(fmt::format("going on after step {}, from {}", begun.session.summary().steps_run,
                             arguments.checkpoint));
  }
  OnTheWay on_the_way{arguments.save_every, goes_on, arguments.checkpoint};
  if (arguments.checkpoint_every > 0) on_the_way.checkpoint_every = arguments.checkpoint_every;
  const Drawn drawn = draw_and_save(begun.session, task.destination, on_the_way, console);
  if (drawn.file.empty()) return drawn.code;
  const int printed = print_result(drawn.file + "\n");
  return drawn.code != kExitDrawn ? drawn.code : printed;
}

}  // namespace clipdraw_cli
