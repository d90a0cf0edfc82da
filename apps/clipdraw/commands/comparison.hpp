// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <clipdraw/clipdraw.hpp>
#include <string>

namespace clipdraw_cli {

// A file that clipdraw wrote, whole in memory.
struct PictureFile {
  std::string name;
  std::string bytes;
  clipdraw::Image image;
  std::string record;  // JSON
};

// Throws Failure.
PictureFile read_picture_file(const std::string& name);

// What a picture that was drawn again is to the first one.
struct Comparison {
  bool same = false;  // to the byte; in another file format: in pixels and record
  std::string text;   // "the same bytes as a.png", or what differs
};
Comparison compare(const PictureFile& first, const PictureFile& again);

}  // namespace clipdraw_cli
