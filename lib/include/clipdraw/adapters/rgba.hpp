// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// Pictures as raw RGBA: 4 bytes a pixel, rows from the top, alpha not multiplied into the colours.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "clipdraw/types.hpp"

namespace clipdraw {
inline namespace api {

// Copies a picture as height * width * 4 bytes, opaque unless alpha says otherwise.
inline std::vector<std::uint8_t> to_rgba(const ImageView& image, std::uint8_t alpha = 255) {
  std::vector<std::uint8_t> rgba;
  rgba.reserve(static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height) * 4);
  for (int y = 0; y < image.height; ++y) {
    const std::uint8_t* pixel = image.row(y);
    for (int x = 0; x < image.width; ++x, pixel += 3) {
      rgba.insert(rgba.end(), {pixel[0], pixel[1], pixel[2], alpha});
    }
  }
  return rgba;
}

// Puts a picture on a background of one colour. rgba: rows of 4 * width bytes, row_bytes apart (0:
// without gaps). Throws invalid_argument when there are too few bytes for the size.
inline Image from_rgba(Span<const std::uint8_t> rgba, int width, int height,
                       std::size_t row_bytes = 0,
                       const std::array<std::uint8_t, 3>& background = {255, 255, 255}) {
  const std::size_t row = static_cast<std::size_t>(width < 0 ? 0 : width) * 4;
  const std::size_t step = row_bytes == 0 ? row : row_bytes;
  if (width < 1 || height < 1 || step < row || rgba.size() < row ||
      (rgba.size() - row) / step < static_cast<std::size_t>(height) - 1) {
    throw Error(Status::invalid_argument, "rgba: too few bytes for its width and height");
  }
  Image image{width, height, {}};
  image.rgb.reserve(row / 4 * 3 * static_cast<std::size_t>(height));
  for (int y = 0; y < height; ++y) {
    const std::uint8_t* pixel = rgba.data() + static_cast<std::size_t>(y) * step;
    for (int x = 0; x < width; ++x, pixel += 4) {
      const unsigned alpha = pixel[3];
      for (std::size_t c = 0; c < 3; ++c) {
        const unsigned mixed = pixel[c] * alpha + background[c] * (255 - alpha);
        image.rgb.push_back(static_cast<std::uint8_t>((mixed + 127) / 255));
      }
    }
  }
  return image;
}

}  // namespace api
}  // namespace clipdraw
