// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "base/threads.hpp"

#include <sched.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <string>
#include <thread>

#include "base/control_group.hpp"

namespace clipdraw {

namespace {

constexpr double kNoLimit = std::numeric_limits<double>::infinity();

// Reads "quota period" of one cgroup v2 folder, as cores.
double quota_v2(const std::string& folder) {
  std::ifstream file(folder + "/cpu.max");
  std::string quota;
  double period = 0;
  if (!(file >> quota >> period) || quota == "max" || period <= 0) return kNoLimit;
  try {
    const double cores = std::stod(quota) / period;
    return cores > 0 ? cores : kNoLimit;
  } catch (const std::exception&) {
    return kNoLimit;
  }
}

double quota_v1(const std::string& folder) {
  std::ifstream quota_file(folder + "/cpu.cfs_quota_us");
  std::ifstream period_file(folder + "/cpu.cfs_period_us");
  double quota = 0;
  double period = 0;
  if (!(quota_file >> quota) || !(period_file >> period) || quota <= 0 || period <= 0) {
    return kNoLimit;
  }
  return quota / period;
}

int affinity_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
  return static_cast<int>(std::thread::hardware_concurrency());
}

}  // namespace

double control_group_cores(const std::string& root) {
  double cores = kNoLimit;
  for (const ControlGroupFolder& folder : control_group_folders("cpu", root)) {
    cores = std::min(cores, folder.unified ? quota_v2(folder.path) : quota_v1(folder.path));
  }
  return cores;
}

int usable_cores() {
  const int affinity = std::max(1, affinity_cores());
  const double quota = std::ceil(control_group_cores());
  return quota < affinity ? std::max(1, static_cast<int>(quota)) : affinity;
}

}  // namespace clipdraw
