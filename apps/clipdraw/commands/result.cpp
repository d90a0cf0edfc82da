// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "commands/result.hpp"

#include <cstdio>

#include "exit_codes.hpp"
#include "terminal.hpp"

namespace clipdraw_cli {

int print_result(const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0) {
    return kExitDrawn;
  }
  print_error("standard output cannot be written");
  return kExitIo;
}

}  // namespace clipdraw_cli
