// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/core/Tensor.h>

namespace clipdraw::kernels {

// Winograd's minimal filtering (Lavin and Gray 2016, "Fast algorithms for convolutional neural
// networks"): a convolution as a product for each of 36 points in place of one for each place of
// the kernel. A tile of 6 x 6 pixels gives 7 - k of the result in each direction: 36 products where
// a kernel of 3 x 3 needs 144, and one of 2 x 2 needs 100. The points of a direction are 0, 5/8,
// -5/8, 3/2, -3/2 and infinity, with which float keeps about as many digits as without.
constexpr int64_t kWinogradSide = 6;
constexpr int64_t kWinogradPoints = kWinogradSide * kWinogradSide;
// Channels are taken so many at a time.
constexpr int64_t kWinogradLanes = 16;

// How a convolution of stride 1 is cut into tiles, which are counted row by row, through all
// pictures.
struct WinogradTiles {
  WinogradTiles(at::IntArrayRef x_sizes, int64_t kernel, int64_t padding_before,
                int64_t padding_after);
  int64_t count() const { return images * rows * columns; }

  int64_t images, height, width;  // of x
  int64_t out_height, out_width;
  int64_t before;  // zeros above and left of x
  int64_t side;    // of what a tile gives
  int64_t rows, columns;
};

// kernel: [out, in, k, k] float, k 2 or 3; returns what it is at the points, [36, in, out] float,
// in some order of memory.
at::Tensor winograd_kernel(const at::Tensor& kernel);

// What `count` tiles of x are at the points. x: [N, C, H, W] float, channels last, C a multiple of
// the lanes; out: [36] matrices of [count, C], each `apart` values after the one before.
void winograd_in(const at::Tensor& x, const WinogradTiles& tiles, int64_t first, int64_t count,
                 float* out, int64_t apart);

// The pixels that `count` tiles give. from: as above, of C channels; bias: [C] or NULL; rectified:
// what is negative becomes 0; y: [N, C, H', W'] float, channels last.
void winograd_out(const float* from, int64_t apart, const WinogradTiles& tiles, int64_t first,
                  int64_t count, const float* bias, bool rectified, const at::Tensor& y);

}  // namespace clipdraw::kernels
