// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

namespace clipdraw {

// The folders of a control group that this process is in.
struct ControlGroupFolder {
  std::string path;
  bool unified = false;  // of version 2, where all controllers share one folder
};

// Returns the folders that hold a controller ("cpu", "memory") for this process: of its own group
// and of each one above it, whose limits hold too. Folders that are not there may be among them.
// root: where proc and sys lie; tests have their own.
std::vector<ControlGroupFolder> control_group_folders(const std::string& controller,
                                                      const std::string& root = "");

}  // namespace clipdraw
