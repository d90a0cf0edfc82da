// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// A picture in the types of a foreign project: through each adapter and back it is the same.
#include <clipdraw/adapters/opencv.hpp>
#include <clipdraw/adapters/planes.hpp>
#include <clipdraw/adapters/rgba.hpp>
#include <clipdraw/clipdraw.hpp>
#include <cstdint>
#include <cstdio>
#include <vector>

int main() {
  const clipdraw::Image image = clipdraw::from_rgba(
      std::vector<std::uint8_t>{255, 0, 1, 255, 2, 3, 4, 255, 5, 6, 7, 255, 8, 9, 10, 255}, 2, 2);
  const bool same = clipdraw::from_mat(clipdraw::to_mat(image)).rgb == image.rgb &&
                    clipdraw::from_planes(clipdraw::to_planes(image), 2, 2).rgb == image.rgb &&
                    clipdraw::from_rgba(clipdraw::to_rgba(image), 2, 2).rgb == image.rgb;
  std::printf("%s\n", same ? "same" : "changed");
  return same && image.rgb[0] == 255 && image.rgb[4] == 3 ? 0 : 1;
}
