// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// What the page says of one picture or job.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "gallery/entries.hpp"
#include "gallery/thumbnails.hpp"

namespace clipdraw_cli {

struct GalleryDescription {
  nlohmann::ordered_json job;  // as gallery/page/data.js reads it; null: it is not to be shown
  // What many pictures have in common, as JSON: options, models, weights, version. Empty where the
  // file does not say.
  std::string recipe;
};

// Reads the picture's record, if there is one, and makes its thumbnail where it needs one. A file
// that no batch tells of is shown where clipdraw drew it, so where it has a record. What is wrong
// with the picture goes into the description; what is wrong with the thumbnails' folder is thrown:
// Failure. May be called from several threads at once.
GalleryDescription describe(const std::string& folder, const GalleryEntry& entry,
                            Thumbnails& thumbnails);

}  // namespace clipdraw_cli
