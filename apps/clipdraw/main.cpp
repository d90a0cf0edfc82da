// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// The clipdraw command. Standard output carries the result: the picture's file name, a record or
// figures; everything else goes to standard error.
#include <clipdraw/clipdraw.hpp>
#include <csignal>
#include <new>
#include <string>

#include "arguments.hpp"
#include "catalog.hpp"
#include "commands/commands.hpp"
#include "commands/failure.hpp"
#include "commands/result.hpp"
#include "terminal.hpp"

namespace clipdraw_cli {
namespace {

int run(int argc, const char* const* argv) {
  const Arguments arguments = parse_arguments(argc, argv);
  switch (arguments.command) {
    case Command::print: return print_result(arguments.text);
    case Command::again: return again(arguments);
    case Command::batch: return batch(arguments);
    case Command::merge: return merge(arguments);
    case Command::gallery: return gallery(arguments);
    case Command::score: return score(arguments);
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
