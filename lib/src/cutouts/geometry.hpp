// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <utility>

namespace clipdraw {

// Plane projective maps, 3 x 3, row-major, on column vectors (x, y, 1). "Unit" coordinates go from
// -1 to 1 over a view in both axes, y downwards.
using Map = std::array<double, 9>;

Map identity();
Map translate(double x, double y);
Map scale(double x, double y);
Map rotate(double angle);  // radians, clockwise on the screen
Map shear_x(double tangent);
// Looks at the plane from aside: divides by 1 + x * unit_x + y * unit_y. |x| + |y| < 1.
Map tilt(double x, double y);
// Returns the map that applies b, then a.
Map compose(const Map& a, const Map& b);
std::pair<double, double> apply(const Map& map, double x, double y);

// Pixel coordinates of a view (0..size) to unit coordinates.
Map pixels_to_unit(int size);

// Returns the unit -> picture map that has the given shape (rotation, shear, tilt about the
// picture's centre) and shows the whole picture: all four corners lie in the view. The tightest
// such map with the picture's centre in the view's is widened by `margin` >= 1; place_x, place_y
// (0..1) then say where the picture goes in the room that is left, 0.5 being the middle.
Map fit_picture(const Map& shape, int width, int height, double margin, double place_x,
                double place_y);

// Returns how far one step in a view moves in the picture, along the picture's x and y, at a point
// of the view.
std::pair<double, double> footprint(const Map& map, double x, double y);

// A colour change that keeps 0..1 inside 0..1.
struct ColorMap {
  std::array<double, 9> matrix;
  std::array<double, 3> offset;
};

// brightness is added, contrast and saturation are factors, hue is an angle in radians around the
// grey axis. Where the result would leave 0..1 for some colour, the contrast is lowered until it
// does not: no clamp is needed afterwards, and none can stop a gradient.
ColorMap color_map(double brightness, double contrast, double saturation, double hue);

}  // namespace clipdraw
