// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "half_blocks.hpp"

#include <algorithm>

namespace {

// The mean of the pixels in columns left..right-1, rows top..bottom-1, as "r;g;b".
std::string mean_colour(const clipdraw::Image& image, int left, int top, int right, int bottom) {
  long sum[3] = {0, 0, 0};
  for (int y = top; y < bottom; ++y) {
    for (int x = left; x < right; ++x) {
      for (int c = 0; c < 3; ++c) sum[c] += image.rgb[(std::size_t(y) * image.width + x) * 3 + c];
    }
  }
  const long count = long(right - left) * (bottom - top);
  std::string text;
  for (const long channel : sum) {
    if (!text.empty()) text += ';';
    text += std::to_string((channel + count / 2) / count);
  }
  return text;
}

}  // namespace

std::vector<std::string> half_blocks(const clipdraw::Image& image, int columns, int rows) {
  if (image.width < 1 || image.height < 1 || columns < 1 || rows < 1) return {};
  const double scale = std::min({1.0, double(columns) / image.width, 2.0 * rows / image.height});
  const int width = std::max(1, int(image.width * scale));
  const int height = std::max(1, int(image.height * scale));
  const auto pixel = [&](int x, int y) {
    return mean_colour(image, x * image.width / width, y * image.height / height,
                       (x + 1) * image.width / width, (y + 1) * image.height / height);
  };

  std::vector<std::string> lines;
  for (int y = 0; y < height; y += 2) {
    std::string line, colour, ground;  // those of the character before: said again only when new
    for (int x = 0; x < width; ++x) {
      const std::string upper = "\x1b[38;2;" + pixel(x, y) + "m";
      const std::string lower =
          y + 1 < height ? "\x1b[48;2;" + pixel(x, y + 1) + "m" : std::string("\x1b[49m");
      if (upper != colour) line += upper;
      if (lower != ground) line += lower;
      line += "\u2580";  // upper half block
      colour = upper;
      ground = lower;
    }
    lines.push_back(line + "\x1b[0m");
  }
  return lines;
}
