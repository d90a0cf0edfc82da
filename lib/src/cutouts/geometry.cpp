// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "cutouts/geometry.hpp"

#include <algorithm>
#include <cmath>

namespace clipdraw {

Map identity() { return {1, 0, 0, 0, 1, 0, 0, 0, 1}; }

Map translate(double x, double y) { return {1, 0, x, 0, 1, y, 0, 0, 1}; }

Map scale(double x, double y) { return {x, 0, 0, 0, y, 0, 0, 0, 1}; }

Map rotate(double angle) {
  const double c = std::cos(angle);
  const double s = std::sin(angle);
  return {c, -s, 0, s, c, 0, 0, 0, 1};
}

Map shear_x(double tangent) { return {1, tangent, 0, 0, 1, 0, 0, 0, 1}; }

Map tilt(double x, double y) { return {1, 0, 0, 0, 1, 0, x, y, 1}; }

Map compose(const Map& a, const Map& b) {
  Map product{};
  for (size_t row = 0; row < 3; ++row) {
    for (size_t column = 0; column < 3; ++column) {
      double sum = 0;
      for (size_t k = 0; k < 3; ++k) sum += a[3 * row + k] * b[3 * k + column];
      product[3 * row + column] = sum;
    }
  }
  return product;
}

std::pair<double, double> apply(const Map& map, double x, double y) {
  const double w = map[6] * x + map[7] * y + map[8];
  return {(map[0] * x + map[1] * y + map[2]) / w, (map[3] * x + map[4] * y + map[5]) / w};
}

Map pixels_to_unit(int size) {
  const double step = 2.0 / size;
  return {step, 0, -1, 0, step, -1, 0, 0, 1};
}

Map fit_picture(const Map& shape, int width, int height, double margin, double place_x,
                double place_y) {
  // shape is [A 0; t 1]: a point u of the view goes to A u / (1 + t u). Scaled by s it hits the
  // corner k (from the picture's centre) for u = q / (s - t q) with q = A^-1 k, so the whole corner
  // set is inside |u| <= 1 from s = max over corners of max|q| + t q on.
  const double determinant = shape[0] * shape[4] - shape[1] * shape[3];
  const double tilt_x = shape[6];
  const double tilt_y = shape[7];
  std::array<std::array<double, 2>, 4> corners{};
  double side = 0;
  for (size_t corner = 0; corner < 4; ++corner) {
    const double x = (corner % 2 == 0 ? -0.5 : 0.5) * width;
    const double y = (corner < 2 ? -0.5 : 0.5) * height;
    const double qx = (shape[4] * x - shape[1] * y) / determinant;
    const double qy = (shape[0] * y - shape[3] * x) / determinant;
    corners[corner] = {qx, qy};
    side = std::max(side, std::max(std::abs(qx), std::abs(qy)) + tilt_x * qx + tilt_y * qy);
  }
  side *= margin;
  double left = 1, right = -1, top = 1, bottom = -1;
  for (const auto& [qx, qy] : corners) {
    const double w = side - tilt_x * qx - tilt_y * qy;
    left = std::min(left, qx / w);
    right = std::max(right, qx / w);
    top = std::min(top, qy / w);
    bottom = std::max(bottom, qy / w);
  }
  // The picture's box in the view moves to between -1 and 1.
  const double shift_x = (-1 - left) + place_x * (2 - (right - left));
  const double shift_y = (-1 - top) + place_y * (2 - (bottom - top));
  const Map centered =
      compose(translate(0.5 * width, 0.5 * height), compose(scale(side, side), shape));
  return compose(centered, translate(-shift_x, -shift_y));
}

std::pair<double, double> footprint(const Map& map, double x, double y) {
  const double w = map[6] * x + map[7] * y + map[8];
  const auto [px, py] = apply(map, x, y);
  const double xx = (map[0] - px * map[6]) / w;
  const double xy = (map[1] - px * map[7]) / w;
  const double yx = (map[3] - py * map[6]) / w;
  const double yy = (map[4] - py * map[7]) / w;
  return {std::hypot(xx, xy), std::hypot(yx, yy)};
}

ColorMap color_map(double brightness, double contrast, double saturation, double hue) {
  // Rotation about the grey axis (Rodrigues), then saturation towards the mean of the channels.
  const double c = std::cos(hue);
  const double s = std::sin(hue) / std::sqrt(3.0);
  const double third = (1.0 - c) / 3.0;
  const std::array<double, 9> rotation{c + third, third - s, third + s, third + s, c + third,
                                       third - s, third - s, third + s, c + third};
  ColorMap color{};
  double reach = 0.5;  // greatest distance from mid-grey of any colour of the cube
  for (size_t row = 0; row < 3; ++row) {
    double sum = 0;
    for (size_t column = 0; column < 3; ++column) {
      // every row of the rotation sums to 1, so grey stays grey
      const double entry = saturation * rotation[3 * row + column] + (1.0 - saturation) / 3.0;
      color.matrix[3 * row + column] = entry;
      sum += std::abs(entry);
    }
    reach = std::max(reach, 0.5 * sum);
  }
  const double shift = std::clamp(brightness, -0.25, 0.25);
  const double gain = std::min(contrast, (0.5 - std::abs(shift)) / reach);
  for (double& entry : color.matrix) entry *= gain;
  // mid-grey goes to mid-grey plus the shift
  for (double& entry : color.offset) entry = 0.5 + shift - 0.5 * gain;
  return color;
}

}  // namespace clipdraw
