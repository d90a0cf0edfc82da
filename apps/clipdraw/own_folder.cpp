// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "own_folder.hpp"

#include <system_error>

#include "commands/failure.hpp"

namespace clipdraw_cli {

std::filesystem::path own_folder() {
  std::error_code error;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) throw Failure{kExitInternal, "cannot find its own folder, is /proc mounted?"};
  return self.parent_path();
}

}  // namespace clipdraw_cli
