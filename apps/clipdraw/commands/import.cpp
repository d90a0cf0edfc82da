// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// What `clipdraw models import` runs.
#include <clipdraw/clipdraw.hpp>
#include <string>

#include "commands/commands.hpp"
#include "commands/failure.hpp"
#include "commands/result.hpp"

namespace clipdraw_cli {

int import(const Arguments& arguments) {
  const std::string& source = arguments.words.at(0);
  const std::string& target = arguments.words.at(1);
  during(Phase::importing, [&] {
    clipdraw::import_weights(
        source, target, arguments.force ? clipdraw::Overwrite::replace : clipdraw::Overwrite::keep);
  });
  return print_result(target + "\n");
}

}  // namespace clipdraw_cli
