// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "session/picture.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/error.hpp"

namespace clipdraw {
namespace {

// Indices that continue `length` elements by their mirror image to `wanted`, centred. [wanted]
// int64.
at::Tensor mirrored_indices(int64_t length, int64_t wanted) {
  at::Tensor indices = at::empty({wanted}, at::kLong);
  int64_t* index = indices.data_ptr<int64_t>();
  const int64_t before = (wanted - length) / 2;
  const int64_t period = 2 * length;
  for (int64_t i = 0; i < wanted; ++i) {
    const int64_t folded = ((i - before) % period + period) % period;
    index[i] = folded < length ? folded : period - 1 - folded;
  }
  return indices;
}

}  // namespace

at::Tensor crop_to(const at::Tensor& image, ImageSize size) {
  const int64_t below = image.size(2) - size.height;
  const int64_t beside = image.size(3) - size.width;
  if (below < 0 || beside < 0) {
    fail(Status::internal, "a picture of {}x{} cut to {}x{}", image.size(3), image.size(2),
         size.width, size.height);
  }
  return image.narrow(2, below / 2, size.height).narrow(3, beside / 2, size.width);
}

at::Tensor extend_to(const at::Tensor& image, int width, int height) {
  return image.index_select(2, mirrored_indices(image.size(2), height))
      .index_select(3, mirrored_indices(image.size(3), width));
}

at::Tensor fit_into(const at::Tensor& image, int width, int height) {
  const double scale = std::min(static_cast<double>(width) / static_cast<double>(image.size(3)),
                                static_cast<double>(height) / static_cast<double>(image.size(2)));
  const auto scaled = [scale](int64_t side, int64_t most) {
    const int64_t rounded = std::lround(static_cast<double>(side) * scale);
    return std::clamp<int64_t>(rounded, 1, most);
  };
  const int64_t inner_height = scaled(image.size(2), height);
  const int64_t inner_width = scaled(image.size(3), width);
  const at::Tensor inner =
      at::_upsample_bicubic2d_aa(image, {inner_height, inner_width}, false).clamp(0.0, 1.0);
  return extend_to(inner, width, height);
}

at::Tensor to_tensor(const PixelImage& picture) {
  const size_t bytes = 3 * static_cast<size_t>(picture.width) * static_cast<size_t>(picture.height);
  if (picture.width < 1 || picture.height < 1 || picture.rgb.size() != bytes) {
    fail(Status::invalid_argument, "picture of {}x{} with {} bytes, expected 3 for each pixel",
         picture.width, picture.height, picture.rgb.size());
  }
  at::Tensor rows = at::empty({picture.height, picture.width, 3}, at::kByte);
  std::memcpy(rows.data_ptr<uint8_t>(), picture.rgb.data(), bytes);
  return rows.permute({2, 0, 1}).unsqueeze(0).to(at::kFloat).contiguous().div_(255.0);
}

PixelImage to_pixels(const at::Tensor& image) {
  const at::Tensor bytes = image.detach()
                               .clamp(0.0, 1.0)
                               .mul(255.0)
                               .round()
                               .to(at::kByte)
                               .squeeze(0)
                               .permute({1, 2, 0})
                               .contiguous();  // [H, W, 3]
  PixelImage pixels;
  pixels.height = static_cast<int>(bytes.size(0));
  pixels.width = static_cast<int>(bytes.size(1));
  pixels.rgb.resize(static_cast<size_t>(bytes.numel()));
  std::memcpy(pixels.rgb.data(), bytes.data_ptr<uint8_t>(), pixels.rgb.size());
  return pixels;
}

}  // namespace clipdraw
