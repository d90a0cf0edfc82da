// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <cstddef>
#include <vector>

namespace clipdraw {

// What a view shows where it looks past the picture's border.
enum class Border {
  reflect,  // the picture mirrored at its edge
  color,    // View::border_color
};

// How one view is made from the picture: a plane projective map, a linear map of colour, noise.
// Coordinates count pixels: the view covers 0..size in both axes, the picture 0..width and
// 0..height, both from the top left corner.
struct View {
  // View to picture in homogeneous coordinates, row-major. The third component is positive all
  // over the view.
  std::array<double, 9> to_picture{1, 0, 0, 0, 1, 0, 0, 0, 1};
  // A view's pixel averages the picture under a tent of this half-width, in picture pixels; at
  // least 1, where it is bilinear interpolation. Above 1 the view shrinks the picture.
  double radius_x = 1;
  double radius_y = 1;
  // Seen colour: a 3 x 3 matrix, row-major, times the picture's colour, plus an offset.
  std::array<float, 9> color_matrix{1, 0, 0, 0, 1, 0, 0, 0, 1};
  std::array<float, 3> color_offset{0, 0, 0};
  Border border = Border::reflect;
  std::array<float, 3> border_color{0.5f, 0.5f, 0.5f};  // before color_matrix
  float noise = 0;                                      // standard deviation of the noise added
  size_t noise_offset = 0;  // where in ViewPlan::noise this view's noise begins (cyclic)
};

// The views of one step.
struct ViewPlan {
  int size = 0;  // each view is size x size pixels
  std::vector<View> views;
  // One table of standard normal numbers that the views share at different offsets; empty when no
  // view has noise. 3 * size * size numbers are enough.
  std::vector<float> noise;
};

}  // namespace clipdraw
