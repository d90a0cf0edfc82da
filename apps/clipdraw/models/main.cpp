// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// clipdraw models: the published files that clipdraw can draw with. A program of its own, so that
// it never loads LibTorch. Standard output carries the result: paths or a table; everything else
// goes to standard error.
#include <curl/curl.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <new>
#include <string>
#include <system_error>
#include <vector>

#include "arguments.hpp"
#include "models/command_line.hpp"
#include "models/failure.hpp"
#include "models/interrupt.hpp"
#include "nearest.hpp"
#include "suggestion.hpp"
#include "terminal.hpp"

namespace clipdraw_models {
namespace {

bool offline_by_environment() {
  const char* value = std::getenv("CLIPDRAW_OFFLINE");
  return value != nullptr && *value != '\0' && std::string(value) != "0";
}

int dispatch(const CLI::App& app, Arguments& arguments) {
  const std::string command = app.get_subcommands().front()->get_name();
  arguments.fetch.offline = arguments.fetch.offline || offline_by_environment();
  if (command == "list") return list_models(arguments.json);
  if (command == "fetch") return fetch_models(arguments.fetch);
  if (command == "verify") return verify_models(arguments.verified);
  if (command == "path") return print_path(arguments.path_of);
  return import_model(arguments.import);
}

// Refuses a first word that is no command, with the nearest one.
void check_command(const CLI::App& app, const std::string& word) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  if (word.front() == '-' || std::find(names.begin(), names.end(), word) != names.end()) return;
  const std::string best = clipdraw_cli::nearest_name(word, names);
  fail(kExitUsage, "{}: no such command.{}", word,
       best.empty() ? " See clipdraw models --help."
                    : fmt::format(" Did you mean clipdraw models {}?", best));
}

// What was typed beside what the command takes.
[[noreturn]] void refuse_extras(const CLI::App& app) {
  const CLI::App& command = app.get_subcommands().empty() ? app : *app.get_subcommands().front();
  const std::string extra = app.remaining(true).front();
  if (extra.front() != '-') fail(kExitUsage, "{}: one name too many", extra);
  fail(kExitUsage, "unknown option {}.{}", extra, clipdraw_cli::flag_suggestion(command, extra));
}

int run(int argc, const char* const* argv) {
  Arguments arguments;
  CLI::App app(kModelsHelp, "clipdraw models");
  describe_models(app, arguments);
  if (argc > 1 && *argv[1] != '\0') check_command(app, argv[1]);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    print_result(app.help());
    return kExitGood;
  } catch (const CLI::ExtrasError&) {
    refuse_extras(app);
  } catch (const CLI::ParseError& error) {
    fail(kExitUsage, "{}. See clipdraw models --help.", error.what());
  }
  return dispatch(app, arguments);
}

int report(int code, const std::string& text) {
  clipdraw_cli::print_error(text);
  return code;
}

}  // namespace
}  // namespace clipdraw_models

int main(int argc, char** argv) {
  using namespace clipdraw_models;
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // a limit on file sizes is an error of write(2), not a death
  catch_interrupts();
  curl_global_init(CURL_GLOBAL_DEFAULT);
  try {
    return run(argc, argv);
  } catch (const Failure& failure) {
    return report(failure.code, failure.text);
  } catch (const clipdraw_cli::UsageError& error) {
    return report(kExitUsage, error.what());
  } catch (const clipdraw_cli::CatalogError& error) {
    return report(kExitBadFile, error.what());
  } catch (const std::system_error& error) {
    return report(kExitIo, error.what());
  } catch (const std::bad_alloc&) {
    return report(kExitNoMemory, "out of memory");
  } catch (const std::exception& error) {
    return report(kExitInternal, error.what());
  }
}
