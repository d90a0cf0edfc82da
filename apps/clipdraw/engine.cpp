// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "engine.hpp"

#include "batch/run.hpp"
#include "commands/commands.hpp"
#include "ending.hpp"
#include "exit_codes.hpp"

namespace clipdraw_cli {
namespace {

int run(const Task& task) {
  const Arguments& arguments = task.arguments;
  switch (arguments.command) {
    case Command::draw: return draw(task);
    case Command::again: return again(arguments);
    case Command::batch: return run_batch(arguments, task.jobs, task.shard);
    case Command::gallery: return gallery(arguments);
    case Command::score: return score(arguments);
    case Command::bench: return bench(arguments);
    case Command::bench_part: return bench_part(arguments);
    case Command::import: return import(arguments);
    case Command::merge:
    case Command::inspect:
    case Command::print: break;  // not for the engine
  }
  return kExitInternal;
}

}  // namespace
}  // namespace clipdraw_cli

extern "C" __attribute__((visibility("default"))) int clipdraw_engine(
    const clipdraw_cli::Task& task) {
  return clipdraw_cli::exit_code_of([&] { return clipdraw_cli::run(task); });
}
