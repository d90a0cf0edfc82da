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

clipdraw::Overwrite overwrite_of(const Destination& destination) {
  return destination.force ? clipdraw::Overwrite::replace : clipdraw::Overwrite::keep;
}

// The first of the path's numbered forms that nothing is in the way of, from this attempt on.
int first_free_attempt(const Destination& destination, int attempt = 1) {
  for (; attempt < kMostAttempts; ++attempt) {
    try {
      clipdraw::check_output(numbered_path(destination.path, attempt), overwrite_of(destination));
      return attempt;
    } catch (const clipdraw::Error& error) {
      if (error.status() != clipdraw::Status::invalid_state) throw;
    }
  }
  throw Failure{kExitIo,
                fmt::format("{}: {} numbered files exist", destination.path, kMostAttempts)};
}

}  // namespace

void check_destination(const Destination& destination) {
  if (first_free_attempt(destination) > 1 && destination.chosen) {
    throw UsageError(fmt::format("{}: the file exists; --force replaces it", destination.path));
  }
}

std::string save(const clipdraw::Session& session, const Destination& destination) {
  int attempt = first_free_attempt(destination);
  while (true) {
    const std::string path = numbered_path(destination.path, attempt);
    try {
      session.save(path, overwrite_of(destination));
      return path;
    } catch (const clipdraw::Error& error) {
      const int next = first_free_attempt(destination, attempt);
      if (error.status() != clipdraw::Status::invalid_state || next == attempt) throw;
      attempt = next;
    }
  }
}

}  // namespace clipdraw_cli
