// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "catalog.hpp"
#include "models/progress.hpp"
#include "models/transfer.hpp"

namespace clipdraw_models {

struct FetchOptions {
  std::string folder;
  bool offline = false;
  bool force = false;  // also where the file is there
  Patience patience;
};

// Brings a file of the catalogue to that path: from the first of its urls that gives it, whole and
// with the expected hash, or not at all. Throws Failure.
void fetch_file(const clipdraw_cli::PublishedFile& file, const std::string& path,
                const FetchOptions& options, Progress& progress);

// The hash that was found when a file came of which nobody publishes one: PATH.sha256, in the form
// of sha256sum. Empty when there is none.
std::string recorded_sha256(const std::string& path);

}  // namespace clipdraw_models
