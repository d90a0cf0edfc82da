// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <filesystem>

#include "batch/merge.hpp"
#include "commands/commands.hpp"
#include "commands/failure.hpp"
#include "commands/result.hpp"
#include "terminal.hpp"

namespace clipdraw_cli {

int merge(const Arguments& arguments) {
  const std::string& folder = arguments.words.front();
  if (!std::filesystem::is_directory(folder)) {
    throw Failure{kExitBadInput, fmt::format("{}: no such folder", folder)};
  }
  Results results(folder);
  results.read();
  if (results.keys().empty()) {
    throw Failure{kExitBadInput,
                  fmt::format("{}: there are no results of clipdraw batch here", folder)};
  }
  const Merged merged = merge_results(folder, results);
  print_status(
      fmt::format("{} drawn, {} failed\n", with_commas(merged.drawn), with_commas(merged.failed)));
  const int printed = print_result((std::filesystem::path(folder) / kResults).string() + "\n");
  return merged.failed > 0 ? kExitSomeFailed : printed;
}

}  // namespace clipdraw_cli
