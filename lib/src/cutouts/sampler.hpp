// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "cutouts/view.hpp"

namespace clipdraw {

// The inner loops of resample(), on plain arrays. Pixels are stored with 4 values each (red, green,
// blue, 0), so that a pixel is one vector register.

// Fails when a view's map is not finite, or turns over or leaves the plane inside the view.
void check_view(const View& view, int size);

// Adds a view's noise to one of its rows. table_size > 0.
template <typename Scalar>
void add_noise_row(const View& view, const float* table, size_t table_size, int64_t row,
                   int64_t size, Scalar* planes);

// Samples rows of views. Holds the weights of the pixel at hand, so each thread has its own.
template <typename Scalar>
class Sampler {
 public:
  Sampler(int64_t width, int64_t height) : width_(width), height_(height) {}

  // Writes row `row` of a view's three planes. pixels: [height, width, 4]; planes: [3, size, size].
  void gather_row(const View& view, const Scalar* pixels, int64_t row, int64_t size,
                  Scalar* planes);

  // Adds what row `row` of the planes' gradient means for the picture to `pixels`: the transpose of
  // gather_row.
  void scatter_row(const View& view, const Scalar* planes, int64_t row, int64_t size,
                   Scalar* pixels);

 private:
  // The picture's pixels under the tent around one point, along one axis.
  struct Taps {
    int64_t length = 0;  // of the picture along the axis
    int64_t stride = 0;  // elements between neighbours
    double radius = 1;
    double inverse_radius = 1;
    bool mirrored = true;  // what is outside: the mirror image, or else the border colour
    int64_t count = 0;
    Scalar inside = 0;            // sum of the weights; below 1 where part is border colour
    std::vector<int64_t> offset;  // element offset of the pixel row or column
    std::vector<Scalar> weight;
  };

  // The same for all pixels of a view's row along one axis, where a fixed number of taps lies
  // inside the picture. Weights beyond the tent are 0.
  struct Line {
    int64_t taps = 0;
    std::vector<double> center;  // by column of the view: picture pixels from the edge
    std::vector<int32_t> first;  // the first tap, or -1 where a tap is outside of the picture
    std::vector<Scalar> weight;  // [taps, size]
  };

  void set_view(const View& view);
  void set_row(const View& view, int64_t row, int64_t size);
  static void set_line(const Taps& axis, Line& line);
  // Finds the taps of one view pixel. Returns false when all of it is border colour.
  bool locate(const View& view, double x, double y);
  static void set_axis(Taps& taps, int64_t length, int64_t stride, double radius, Border border);
  static bool set_taps(double center, Taps& taps);

  int64_t width_;
  int64_t height_;
  Taps column_;
  Taps row_;
  Line columns_;
  Line rows_;
};

}  // namespace clipdraw
