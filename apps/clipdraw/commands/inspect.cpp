// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include <clipdraw/clipdraw.hpp>
#include <string>

#include "commands/commands.hpp"
#include "commands/failure.hpp"
#include "commands/result.hpp"

namespace clipdraw_cli {

int inspect(const Arguments& arguments) {
  const std::string& file = arguments.words.front();
  return print_result(during(Phase::reading, [&] { return clipdraw::inspect(file); }) + "\n");
}

}  // namespace clipdraw_cli
