// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// The clipdraw command. Standard output carries the result: the picture's file name, a record or
// figures; everything else goes to standard error.
//
// This program does without LibTorch, and tells at once all that can be told without it: help, what
// is wrong with the command line, a picture's record. What needs LibTorch is in the engine.
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <string>

#include "arguments.hpp"
#include "batch/job.hpp"
#include "batch/plan.hpp"
#include "commands/commands.hpp"
#include "commands/failure.hpp"
#include "commands/model_files.hpp"
#include "commands/prepare.hpp"
#include "commands/result.hpp"
#include "ending.hpp"
#include "engine.hpp"
#include "own_folder.hpp"

namespace clipdraw_cli {
namespace {

// Becomes `clipdraw models`, a program of its own. argv: from that word on.
[[noreturn]] void become_models(char** argv) {
  const std::string program = (own_folder() / CLIPDRAW_MODELS_PROGRAM).string();
  ::execv(program.c_str(), argv);
  throw Failure{kExitInternal,
                fmt::format("cannot start {}: {}{}", program, std::strerror(errno),
                            errno == ENOENT ? "; this build has no models command" : "")};
}

int batch(Task& task) {
  task.jobs = read_jobs(task.arguments);
  task.shard = find_shard(task.arguments);
  if (task.arguments.plan) return print_plan(task.jobs, task.shard, task.arguments.output);
  return run_engine(task);
}

int run(int argc, char** argv) {
  if (argc > 1 && std::strcmp(argv[1], "models") == 0) become_models(argv + 1);
  Task task;
  task.arguments = parse_arguments(argc, argv);
  switch (task.arguments.command) {
    case Command::print: return print_result(task.arguments.text);
    case Command::inspect: return inspect(task.arguments);
    case Command::merge: return merge(task.arguments);
    case Command::batch: return batch(task);
    case Command::draw: prepare_drawing(task); break;
    case Command::score: prepare_scoring(task); break;
    case Command::bench: prepare_bench(task); break;
    case Command::again:
    case Command::bench_part:
    case Command::gallery:
    case Command::import: break;
  }
  return run_engine(task);
}

}  // namespace
}  // namespace clipdraw_cli

int main(int argc, char** argv) {
  // A reader that goes away, `| head` for one, must not cost the picture.
  std::signal(SIGPIPE, SIG_IGN);
  return clipdraw_cli::exit_code_of([&] { return clipdraw_cli::run(argc, argv); });
}
