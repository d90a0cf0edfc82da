// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "api/pixels.hpp"

#include <cstring>
#include <limits>

#include "api/guard.hpp"

namespace clipdraw {
namespace {

constexpr int32_t kMostPixels = 16384;  // along a side, as for files

}  // namespace

PixelImage read_pixels(const clipdraw_image* view) {
  require(view, "image");
  require(view->pixels, "image.pixels");
  for (const int32_t side : {view->width, view->height}) {
    if (side < 1 || side > kMostPixels) {
      fail(Status::invalid_argument, "image: {}x{} pixels, each side must be 1..{}", view->width,
           view->height, kMostPixels);
    }
  }
  const std::size_t row = static_cast<std::size_t>(view->width) * 3;
  const std::size_t rows = static_cast<std::size_t>(view->height);
  const std::size_t stride = view->row_bytes == 0 ? row : view->row_bytes;
  if (stride < row || stride > std::numeric_limits<std::ptrdiff_t>::max() / rows) {
    fail(Status::invalid_argument, "image.row_bytes = {}: a row of {} pixels has {} bytes", stride,
         view->width, row);
  }
  PixelImage image;
  image.width = view->width;
  image.height = view->height;
  image.rgb.resize(row * rows);
  for (std::size_t y = 0; y < rows; ++y) {
    std::memcpy(image.rgb.data() + y * row, view->pixels + y * stride, row);
  }
  return image;
}

bool wants_pixels(int width, int height, const uint8_t* out_rgb, std::size_t capacity,
                  int32_t* out_width, int32_t* out_height) {
  if (capacity > 0) require(out_rgb, "out_rgb");
  if (out_width != nullptr) *out_width = width;
  if (out_height != nullptr) *out_height = height;
  if (capacity == 0) return false;
  const std::size_t needed = static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3;
  if (capacity < needed) {
    fail(Status::invalid_argument, "capacity = {}: a picture of {}x{} needs {} bytes", capacity,
         width, height, needed);
  }
  return true;
}

}  // namespace clipdraw
