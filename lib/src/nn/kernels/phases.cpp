// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "nn/kernels/phases.hpp"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <cstring>

#include "nn/kernels/data.hpp"

namespace clipdraw::kernels {
namespace {

at::Tensor empty(const at::Tensor& like, int64_t channels, int64_t height, int64_t width) {
  return at::empty({like.size(0), channels, height, width}, like.options(),
                   at::MemoryFormat::ChannelsLast);
}

// Calls copy(byte of the pixel's channels, byte of its place's) for all pixels of a picture's row,
// which is counted through all pictures. height, width: half the picture's.
template <typename Copy>
void each_pixel(int64_t row, int64_t height, int64_t width, int64_t bytes, Copy&& copy) {
  const int64_t image = row / (2 * height);
  const int64_t y = row % (2 * height);
  const int64_t place_row = (image * (height + 1) + y / 2 + y % 2) * (width + 1);
  for (int64_t x = 0; x < 2 * width; ++x) {
    const int64_t phase = 2 * (y % 2) + x % 2;
    copy((row * 2 * width + x) * bytes, ((place_row + x / 2 + x % 2) * 4 + phase) * bytes);
  }
}

}  // namespace

at::Tensor from_phases(const at::Tensor& phases) {
  const int64_t channels = phases.size(1) / 4;
  const int64_t height = phases.size(2) - 1;
  const int64_t width = phases.size(3) - 1;
  const at::Tensor out = empty(phases, channels, 2 * height, 2 * width);
  const auto bytes = channels * static_cast<int64_t>(phases.element_size());
  const char* from = data<char>(phases);
  char* to = data<char>(out);
  at::parallel_for(0, out.size(0) * out.size(2), 1, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row) {
      each_pixel(row, height, width, bytes, [&](int64_t pixel, int64_t place) {
        std::memcpy(to + pixel, from + place, static_cast<size_t>(bytes));
      });
    }
  });
  return out;
}

at::Tensor to_phases(const at::Tensor& picture) {
  const int64_t height = picture.size(2) / 2;
  const int64_t width = picture.size(3) / 2;
  if (picture.size(2) % 2 != 0 || picture.size(3) % 2 != 0) {
    fail(Status::internal, "{} x {} pixels have no four phases", picture.size(3), picture.size(2));
  }
  const at::Tensor out = empty(picture, 4 * picture.size(1), height + 1, width + 1);
  // Only the places at the edges lack pixels.
  for (const int64_t dimension : {2, 3}) {
    out.select(dimension, 0).zero_();
    out.select(dimension, out.size(dimension) - 1).zero_();
  }
  const auto bytes = picture.size(1) * static_cast<int64_t>(picture.element_size());
  const char* from = data<char>(picture);
  char* to = data<char>(out);
  at::parallel_for(0, picture.size(0) * picture.size(2), 1, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row) {
      each_pixel(row, height, width, bytes, [&](int64_t pixel, int64_t place) {
        std::memcpy(to + place, from + pixel, static_cast<size_t>(bytes));
      });
    }
  });
  return out;
}

}  // namespace clipdraw::kernels
