// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// Pictures as float planes, the way neural networks take them: [3][height][width], red, green and
// blue, 0..1, rows from the top.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "clipdraw/types.hpp"

namespace clipdraw {
inline namespace api {

// Copies a picture as 3 * height * width floats.
inline std::vector<float> to_planes(const ImageView& image) {
  const std::size_t area =
      static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height);
  std::vector<float> planes(3 * area);
  std::size_t at = 0;
  for (int y = 0; y < image.height; ++y) {
    const std::uint8_t* pixel = image.row(y);
    for (int x = 0; x < image.width; ++x, ++at) {
      for (std::size_t c = 0; c < 3; ++c)
        planes[c * area + at] = static_cast<float>(*pixel++) / 255;
    }
  }
  return planes;
}

// Makes a picture of planes: values below 0 and NaN become 0, values above 1 become 1, the rest is
// rounded to 0..255. Throws invalid_argument when the count is not 3 * height * width.
inline Image from_planes(Span<const float> planes, int width, int height) {
  const std::size_t area = width < 1 || height < 1
                               ? 0
                               : static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  if (area == 0 || planes.size() % 3 != 0 || planes.size() / 3 != area) {
    throw Error(Status::invalid_argument, "planes: their count does not fit width and height");
  }
  Image image{width, height, std::vector<std::uint8_t>(3 * area)};
  for (std::size_t i = 0; i < area; ++i) {
    for (std::size_t c = 0; c < 3; ++c) {
      const float value = planes[c * area + i];
      const float bounded = value > 0 ? (value < 1 ? value : 1) : 0;  // NaN is not above 0
      image.rgb[3 * i + c] = static_cast<std::uint8_t>(std::lround(bounded * 255));
    }
  }
  return image;
}

}  // namespace api
}  // namespace clipdraw
