// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "batch/targets.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "commands/failure.hpp"
#include "output_name.hpp"

namespace clipdraw_cli {
namespace {

namespace fs = std::filesystem;

constexpr int kMostAttempts = 100000;  // at a free number

// Whether anything has this name, a dangling link too.
bool exists(const std::string& path) {
  std::error_code ignored;
  return fs::symlink_status(path, ignored).type() != fs::file_type::not_found;
}

}  // namespace

Targets::Targets(const std::vector<Job>& jobs, Results& results, const std::string& folder,
                 bool force)
    : results_(results), folder_(folder), force_(force) {
  for (const Job& job : jobs) wanted_.emplace(folded_name(job.file), job.key);
}

Target Targets::choose(const Job& job,
                       const std::function<bool(const std::string& path)>& is_ours) const {
  for (int attempt = 1; attempt < kMostAttempts; ++attempt) {
    Target target{numbered_path(job.file, attempt), false};
    const auto wanted = wanted_.find(folded_name(target.file));
    if (wanted != wanted_.end() && wanted->second != job.key) continue;
    const std::string owner = results_.owner(target.file);
    if (!owner.empty() && owner != job.key) continue;
    const std::string path = (fs::path(folder_) / target.file).string();
    if (!exists(path)) return target;
    target.replace = true;
    if (results_.knows(job.key, target.file) || is_ours(path)) return target;
    if (attempt > 1) continue;  // a number was not asked for: there are others
    if (force_) return target;
    throw Failure{kExitUsage,
                  fmt::format("{}: exists and is no picture of this job; move it away or use "
                              "--force",
                              path)};
  }
  throw Failure{kExitUsage, fmt::format("{}: {} numbered files exist", job.file, kMostAttempts)};
}

}  // namespace clipdraw_cli
