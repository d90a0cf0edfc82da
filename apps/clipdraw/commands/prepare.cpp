// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "commands/prepare.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <clipdraw/clipdraw.hpp>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>

#include "bench/layouts.hpp"
#include "catalog.hpp"
#include "commands/failure.hpp"
#include "commands/model_files.hpp"
#include "output_name.hpp"

namespace clipdraw_cli {
namespace {

namespace fs = std::filesystem;

void check_options(const Arguments& arguments) {
  clipdraw::Options options;
  for (const auto& [name, value] : arguments.options) options.set(name, value);
  options.validate();
}

// Tells whether there is a checkpoint to go on from; where there is none, one can be written there.
bool find_checkpoint(const std::string& file) {
  std::error_code ignored;
  if (fs::is_directory(file, ignored)) {
    throw UsageError(fmt::format("--checkpoint {}: a folder, a file expected", file));
  }
  if (access(file.c_str(), F_OK) == 0) return true;
  const fs::path folder = fs::absolute(file, ignored).parent_path();
  if (access(folder.c_str(), W_OK) != 0) {
    throw Failure{kExitIo, fmt::format("{}: cannot be written: {}", file, std::strerror(errno))};
  }
  return false;
}

Destination destination_of(const Arguments& arguments) {
  if (!arguments.output.empty()) return {arguments.output, true, arguments.force};
  const std::string name =
      arguments.prompt.empty()
          ? std::filesystem::path(arguments.image_prompts.front().file).stem().string()
          : arguments.prompt;
  return {name_from_prompt(name) + ".png", false, arguments.force};
}

// Whoever reads the file says the same of a missing one, but only once the library is loaded.
void check_file(const std::string& file) {
  std::error_code ignored;
  if (!fs::exists(fs::status(file, ignored))) {
    throw Failure{kExitBadInput, fmt::format("{}: no such file", file)};
  }
}

}  // namespace

void prepare_drawing(Task& task) {
  const Arguments& arguments = task.arguments;
  during(Phase::arguments, [&] { check_options(arguments); });
  task.goes_on = !arguments.checkpoint.empty() && find_checkpoint(arguments.checkpoint);
  // What the run before has saved on the way is no obstacle to going on.
  task.destination = during(Phase::output, [&] {
    return settle(destination_of(arguments), arguments.save_every > 0 && !task.goes_on);
  });
  for (const ImageArgument& image : arguments.image_prompts) check_file(image.file);
  if (!arguments.start_image.empty()) check_file(arguments.start_image);
  (void)files_of(arguments.models);
  if (!arguments.prompt.empty()) {
    during(Phase::arguments, [&] { clipdraw::check_prompts(arguments.prompt); });
  }
}

void prepare_bench(const Task& task) {
  const BenchArguments& bench = task.arguments.bench;
  const auto check = [](const std::string& name, const std::optional<Layout>& layout) {
    if (!name.empty() && name != "embedded" && name != "fft" && !layout) (void)resolve_model(name);
  };
  check(bench.perceptor, perceptor_layout(bench.perceptor));
  check(bench.generator, generator_layout(bench.generator));
  if (!bench.compare.empty()) check_file(bench.compare);
}

void prepare_scoring(const Task& task) {
  (void)files_of(task.arguments.models);
  during(Phase::arguments, [&] { clipdraw::check_prompts(task.arguments.prompt); });
}

}  // namespace clipdraw_cli
