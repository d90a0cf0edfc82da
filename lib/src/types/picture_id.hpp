// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>

namespace clipdraw {

// What a picture of the caller's is known by where its pixels are not kept.
struct PictureId {
  std::string sha256;  // of its size and pixels, in hexadecimal; empty: no picture
  int width = 0;       // pixels
  int height = 0;
};

inline bool operator==(const PictureId& a, const PictureId& b) {
  return a.sha256 == b.sha256 && a.width == b.width && a.height == b.height;
}
inline bool operator!=(const PictureId& a, const PictureId& b) { return !(a == b); }

}  // namespace clipdraw
