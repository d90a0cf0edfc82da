// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "base/control_group.hpp"

#include <fstream>

namespace clipdraw {

namespace {

// True when a list like "cpu,cpuacct" has the name.
bool has_word(const std::string& list, const std::string& name) {
  return ("," + list + ",").find("," + name + ",") != std::string::npos;
}

}  // namespace

std::vector<ControlGroupFolder> control_group_folders(const std::string& controller,
                                                      const std::string& root) {
  const std::string top = root + "/sys/fs/cgroup";
  std::vector<ControlGroupFolder> folders{{top, true}, {top + "/" + controller, false}};
  // Lines like "4:memory:/a/b" and "0::/a/b".
  std::ifstream groups(root + "/proc/self/cgroup");
  std::string line;
  while (std::getline(groups, line)) {
    const size_t first = line.find(':');
    const size_t second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const bool unified = controllers.empty();
    if (!unified && !has_word(controllers, controller)) continue;
    for (std::string path = line.substr(second + 1); path.size() > 1;) {
      folders.push_back({top + (unified ? "" : "/" + controller) + path, unified});
      path.erase(path.rfind('/'));
    }
  }
  return folders;
}

}  // namespace clipdraw
