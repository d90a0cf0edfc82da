// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "batch/groups.hpp"

#include <algorithm>

namespace clipdraw_cli {
namespace {

// Whether the two can be drawn together.
bool match(const Job& a, const Job& b) {
  const auto same = [](const auto& one, const auto& other) {
    return one.first == other.first && (one.first == "seed" || one.second == other.second);
  };
  return a.start_image == b.start_image &&
         std::equal(a.options.begin(), a.options.end(), b.options.begin(), b.options.end(), same);
}

}  // namespace

void set_groups(std::vector<Job>& jobs, int size) {
  for (std::size_t i = 1; i < jobs.size(); ++i) {
    const Job& before = jobs[i - 1];
    const bool together = before.error.empty() && jobs[i].error.empty() &&
                          before.group_place + 1 < static_cast<std::size_t>(size) &&
                          match(before, jobs[i]);
    jobs[i].group = before.group + (together ? 0 : 1);
    jobs[i].group_place = together ? before.group_place + 1 : 0;
  }
}

}  // namespace clipdraw_cli
