// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "models/command_line.hpp"

#include <CLI/CLI.hpp>

namespace clipdraw_models {
namespace {

constexpr const char* kEnvironment = R"(
Environment:
  CLIPDRAW_MODELS    where models are kept. Default: $XDG_DATA_HOME/clipdraw/models, which is
                     ~/.local/share/clipdraw/models; $XDG_DATA_DIRS/clipdraw/models are read too
  CLIPDRAW_OFFLINE   1: nothing is asked of the network
  CLIPDRAW_MANIFEST  another list of published files

Exit codes:
  0 done   2 wrong usage   3 a file is missing, damaged or not what was published
  5 network, reading or writing failed   130, 143 interrupted, what came so far is kept
)";

void add_fetch(CLI::App& app, FetchArguments& out) {
  CLI::App* fetch = app.add_subcommand(
      "fetch", "Downloads models; goes on where an earlier download ended. Prints their paths");
  fetch->add_option("NAME", out.names, "Which, see clipdraw models list")->required();
  fetch->add_option("--dir", out.folder, "Where to, instead of the models folder")
      ->type_name("DIR");
  fetch->add_flag("--offline", out.offline, "Ask nothing of the network");
  fetch->add_flag("--force", out.force, "Fetch anew what is there");
  fetch->add_flag("-q,--quiet", out.quiet, "Print nothing but the paths, and errors");
  // For tests: not in the help.
  fetch->add_option("--stall-seconds", out.patience.stall_seconds)->group("");
  fetch->add_option("--connect-seconds", out.patience.connect_seconds)->group("");
  fetch->add_option("--attempts", out.patience.attempts)->group("");
  fetch->add_option("--first-wait", out.patience.first_wait)->group("");
}

}  // namespace

void describe_models(CLI::App& app, Arguments& out) {
  app.require_subcommand(1);
  CLI::App* list = app.add_subcommand(
      "list", "Shows which there are: name, kind, size, licence, where from, whether here");
  list->add_flag("--json", out.json, "As JSON, with files, hashes and urls");
  add_fetch(app, out.fetch);
  CLI::App* verify =
      app.add_subcommand("verify", "Compares what is here with the published SHA-256");
  verify->add_option("NAME", out.verified, "Which; all that are here when none is named");
  CLI::App* path = app.add_subcommand("path", "Prints where a model lies");
  path->add_option("NAME", out.path_of, "Which")->required();
  CLI::App* import = app.add_subcommand(
      "import",
      "Keeps a file or folder of weights as one safetensors file in the models folder, "
      "or a vocabulary as it is. Prints its path");
  import->add_option("FILE", out.import.source, "What is read")->required();
  import->add_option("--name", out.import.name, "What it is called from now on. Default: as FILE")
      ->type_name("NAME");
  import->add_flag("--force", out.import.force, "Replace a model of that name");
  app.footer(kEnvironment);  // last: subcommands that are added later would inherit it
}

}  // namespace clipdraw_models
