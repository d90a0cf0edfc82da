// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "commands/destination.hpp"

#include <fmt/format.h>

#include "arguments.hpp"
#include "commands/failure.hpp"
#include "output_name.hpp"

namespace clipdraw_cli {
namespace {

constexpr int kMostAttempts = 100000;  // at a free numbered name

// What is in the way of a picture, empty when nothing is.
std::string obstacle(const std::string& path, const Destination& wanted, bool with_steps) {
  try {
    clipdraw::check_output(path, wanted.overwrite());
  } catch (const clipdraw::Error& error) {
    if (error.status() != clipdraw::Status::invalid_state) throw;
    return path;
  }
  return with_steps && !wanted.force ? find_step_file(path) : "";
}

}  // namespace

int first_free_attempt(const Destination& wanted, bool with_steps, int attempt) {
  for (; attempt < kMostAttempts; ++attempt) {
    if (obstacle(numbered_path(wanted.path, attempt), wanted, with_steps).empty()) return attempt;
  }
  throw Failure{kExitIo, fmt::format("{}: {} numbered files exist", wanted.path, kMostAttempts)};
}

Destination settle(const Destination& wanted, bool with_steps) {
  Destination settled = wanted;
  if (wanted.chosen) {
    const std::string there = obstacle(wanted.path, wanted, with_steps);
    if (!there.empty()) {
      throw UsageError(fmt::format("{}: the file exists; --force replaces it", there));
    }
  } else if (with_steps) {
    settled.path = numbered_path(wanted.path, first_free_attempt(wanted, with_steps));
  } else {
    (void)first_free_attempt(wanted, with_steps);  // throws where nothing can be written
  }
  return settled;
}

}  // namespace clipdraw_cli
