// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "batch/listed_job.hpp"
#include "text_file.hpp"

namespace clipdraw_cli {

std::vector<ListedJob> read_text_list(const std::string& text) {
  std::vector<ListedJob> jobs;
  std::size_t number = 0;
  for (const std::string& line : lines_of(text)) {
    ++number;
    if (trimmed(line).empty() || line.front() == '#') continue;
    jobs.push_back({number, number, {{"prompt", line}}, ""});
  }
  return jobs;
}

}  // namespace clipdraw_cli
