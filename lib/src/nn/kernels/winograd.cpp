// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "nn/kernels/winograd.hpp"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <vector>

#include "nn/kernels/data.hpp"
#include "nn/kernels/simd.hpp"

namespace clipdraw::kernels {
namespace {

constexpr int kSide = kWinogradSide;
constexpr int kLanes = kWinogradLanes;

// The finite points beside 0 are these two and their opposites.
constexpr float kA = 0.625f;
constexpr float kB = 1.5f;
constexpr float kA2 = kA * kA;
constexpr float kB2 = kB * kB;

// Values of some channels that lie side by side, which compilers keep in vector registers.
using Lanes __attribute__((vector_size(kLanes * sizeof(float)))) = float;

CLIPDRAW_INLINE void load(const float* from, Lanes& to) { std::memcpy(&to, from, sizeof to); }
CLIPDRAW_INLINE void save(const Lanes& from, float* to) { std::memcpy(to, &from, sizeof from); }

// Six pixels d in a row as values at the points p: the coefficients of
// x (x^2 - a^2) (x^2 - b^2) / (x - p), and for infinity those of the whole.
CLIPDRAW_INLINE void to_points(const Lanes* d, Lanes* p, int step) {
  const Lanes even_a = d[4] - kB2 * d[2];
  const Lanes odd_a = kA * (d[3] - kB2 * d[1]);
  const Lanes even_b = d[4] - kA2 * d[2];
  const Lanes odd_b = kB * (d[3] - kA2 * d[1]);
  p[0] = kA2 * kB2 * d[0] - (kA2 + kB2) * d[2] + d[4];
  p[step] = even_a + odd_a;
  p[2 * step] = even_a - odd_a;
  p[3 * step] = even_b + odd_b;
  p[4 * step] = even_b - odd_b;
  p[5 * step] = kA2 * kB2 * d[1] - (kA2 + kB2) * d[3] + d[5];
}

// Values at the points as kOut pixels: the powers of the points.
template <int kOut>
CLIPDRAW_INLINE void from_points(const Lanes* p, Lanes* d, int step) {
  const Lanes even_a = p[1] + p[2];
  const Lanes odd_a = kA * (p[1] - p[2]);
  const Lanes even_b = p[3] + p[4];
  const Lanes odd_b = kB * (p[3] - p[4]);
  d[0] = p[0] + even_a + even_b;
  d[step] = odd_a + odd_b;
  d[2 * step] = kA2 * even_a + kB2 * even_b;
  d[3 * step] = kA2 * odd_a + kB2 * odd_b;
  if (kOut == 5) {
    d[4 * step] = kA2 * kA2 * even_a + kB2 * kB2 * even_b + p[5];
  } else {
    d[3 * step] += p[5];
  }
}

// pixels: of a tile, row by row, all channels behind each.
CLIPDRAW_SIMD void tile_in(const float* const* pixels, int64_t channels, float* out,
                           int64_t apart) {
  for (int64_t c = 0; c < channels; c += kLanes) {
    Lanes half[kSide * kSide];
    Lanes line[kSide];
    for (int row = 0; row < kSide; ++row) {
      for (int i = 0; i < kSide; ++i) load(pixels[row * kSide + i] + c, line[i]);
      to_points(line, half + row, kSide);  // half[column's point][row]
    }
    for (int column = 0; column < kSide; ++column) {
      to_points(half + column * kSide, line, 1);
      for (int row = 0; row < kSide; ++row) {
        save(line[row], out + (row * kSide + column) * apart + c);
      }
    }
  }
}

// bias: [channels]; least: 0 or -infinity; pixels: NULL where there is none.
template <int kOut>
CLIPDRAW_INLINE void tile_out(const float* from, int64_t apart, int64_t channels, const float* bias,
                              float least, float* const* pixels) {
  for (int64_t c = 0; c < channels; c += kLanes) {
    Lanes half[kSide * kOut];
    Lanes line[kSide];
    for (int row = 0; row < kSide; ++row) {
      for (int i = 0; i < kSide; ++i) load(from + (row * kSide + i) * apart + c, line[i]);
      from_points<kOut>(line, half + row, kSide);  // half[column][row's point]
    }
    Lanes added;
    load(bias + c, added);
    for (int column = 0; column < kOut; ++column) {
      from_points<kOut>(half + column * kSide, line, 1);
      for (int row = 0; row < kOut; ++row) {
        float* const pixel = pixels[row * kOut + column];
        if (pixel == nullptr) continue;
        const Lanes value = line[row] + added;
        for (int i = 0; i < kLanes; ++i) pixel[c + i] = value[i] < least ? least : value[i];
      }
    }
  }
}

CLIPDRAW_SIMD void tile_of_4(const float* from, int64_t apart, int64_t channels, const float* bias,
                             float least, float* const* pixels) {
  tile_out<4>(from, apart, channels, bias, least, pixels);
}
CLIPDRAW_SIMD void tile_of_5(const float* from, int64_t apart, int64_t channels, const float* bias,
                             float least, float* const* pixels) {
  tile_out<5>(from, apart, channels, bias, least, pixels);
}

// Calls work(tile's number from 0, image, row, column) for the tiles.
template <typename Work>
void each_tile(const WinogradTiles& tiles, int64_t first, int64_t count, Work&& work) {
  for (int64_t index = 0; index < count; ++index) {
    const int64_t tile = first + index;
    const int64_t row = tile / tiles.columns;
    work(index, row / tiles.rows, row % tiles.rows, tile % tiles.columns);
  }
}

int64_t tiles_for(int64_t length, int64_t side) { return (length + side - 1) / side; }

}  // namespace

WinogradTiles::WinogradTiles(at::IntArrayRef x_sizes, int64_t kernel, int64_t padding_before,
                             int64_t padding_after)
    : images(x_sizes[0]),
      height(x_sizes[2]),
      width(x_sizes[3]),
      out_height(height + padding_before + padding_after + 1 - kernel),
      out_width(width + padding_before + padding_after + 1 - kernel),
      before(padding_before),
      side(kSide + 1 - kernel),
      rows(tiles_for(out_height, side)),
      columns(tiles_for(out_width, side)) {}

at::Tensor winograd_kernel(const at::Tensor& kernel) {
  const int64_t size = kernel.size(2);
  const at::Tensor at_points = at::zeros({kSide, size}, at::kDouble);
  const std::array<double, kSide - 1> points = {0, kA, -kA, kB, -kB};
  for (size_t index = 0; index < points.size(); ++index) {
    double scale = 1;
    for (const double other : points) scale *= other == points[index] ? 1 : points[index] - other;
    for (int64_t power = 0; power < size; ++power) {
      data<double>(at_points)[static_cast<int64_t>(index) * size + power] =
          std::pow(points[index], power) / scale;
    }
  }
  data<double>(at_points)[kSide * size - 1] = 1;  // infinity
  const at::Tensor both =
      at::mm(at::kron(at_points, at_points), kernel.reshape({-1, size * size}).to(at::kDouble).t());
  return both.to(at::kFloat)
      .view({kWinogradPoints, kernel.size(0), kernel.size(1)})
      .transpose(1, 2);
}

void winograd_in(const at::Tensor& x, const WinogradTiles& tiles, int64_t first, int64_t count,
                 float* out, int64_t apart) {
  const int64_t channels = x.size(1);
  const std::vector<float> none(static_cast<size_t>(channels));
  std::array<const float*, kWinogradPoints> pixels;
  each_tile(tiles, first, count, [&](int64_t index, int64_t image, int64_t row, int64_t column) {
    for (int64_t i = 0; i < kSide; ++i) {
      const int64_t y = row * tiles.side - tiles.before + i;
      for (int64_t j = 0; j < kSide; ++j) {
        const int64_t at = column * tiles.side - tiles.before + j;
        const bool inside = y >= 0 && y < tiles.height && at >= 0 && at < tiles.width;
        pixels[static_cast<size_t>(i * kSide + j)] =
            inside ? data<float>(x) + ((image * tiles.height + y) * tiles.width + at) * channels
                   : none.data();
      }
    }
    tile_in(pixels.data(), channels, out + index * channels, apart);
  });
}

void winograd_out(const float* from, int64_t apart, const WinogradTiles& tiles, int64_t first,
                  int64_t count, const float* bias, bool rectified, const at::Tensor& y) {
  const int64_t channels = y.size(1);
  const std::vector<float> none(bias == nullptr ? static_cast<size_t>(channels) : 0);
  const float least = rectified ? 0.0f : -INFINITY;
  std::array<float*, kWinogradPoints> pixels;
  each_tile(tiles, first, count, [&](int64_t index, int64_t image, int64_t row, int64_t column) {
    for (int64_t i = 0; i < tiles.side; ++i) {
      const int64_t line = row * tiles.side + i;
      for (int64_t j = 0; j < tiles.side; ++j) {
        const int64_t at = column * tiles.side + j;
        const bool inside = line < tiles.out_height && at < tiles.out_width;
        pixels[static_cast<size_t>(i * tiles.side + j)] =
            inside ? data<float>(y) +
                         ((image * tiles.out_height + line) * tiles.out_width + at) * channels
                   : nullptr;
      }
    }
    const auto run = tiles.side == 4 ? tile_of_4 : tile_of_5;
    run(from + index * channels, apart, channels, bias == nullptr ? none.data() : bias, least,
        pixels.data());
  });
}

}  // namespace clipdraw::kernels
