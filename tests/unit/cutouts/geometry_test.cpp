// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "support/torch_doctest.hpp"

#include "cutouts/geometry.hpp"

namespace clipdraw {
namespace {

// Solves map(u) = p for u.
std::pair<double, double> invert(const Map& m, double x, double y) {
  const double a = m[0] - x * m[6];
  const double b = m[1] - x * m[7];
  const double c = m[3] - y * m[6];
  const double d = m[4] - y * m[7];
  const double e = x * m[8] - m[2];
  const double f = y * m[8] - m[5];
  const double determinant = a * d - b * c;
  return {(e * d - b * f) / determinant, (a * f - e * c) / determinant};
}

}  // namespace

DOCTEST_TEST_CASE("maps compose from right to left") {
  const Map map = compose(translate(3, 4), compose(rotate(1.5707963267948966), scale(2, 1)));
  const auto [x, y] = apply(map, 1, 0);
  DOCTEST_CHECK(x == doctest::Approx(3));
  DOCTEST_CHECK(y == doctest::Approx(6));
  const auto [tx, ty] = apply(tilt(0.5, 0), 1, 1);
  DOCTEST_CHECK(tx == doctest::Approx(2.0 / 3.0));
  DOCTEST_CHECK(ty == doctest::Approx(2.0 / 3.0));
  const auto [ux, uy] = apply(pixels_to_unit(8), 0, 6);
  DOCTEST_CHECK(ux == doctest::Approx(-1));
  DOCTEST_CHECK(uy == doctest::Approx(0.5));
}

DOCTEST_TEST_CASE("a fitted picture is inside the view and touches its edge where it is told to") {
  for (int variant = 0; variant < 40; ++variant) {
    const double t = variant * 0.37;
    const Map shape = compose(
        compose(rotate(0.2 * std::sin(t)), compose(shear_x(0.1 * std::cos(t)), scale(1.1, 0.9))),
        tilt(0.1 * std::sin(2 * t), 0.1 * std::cos(3 * t)));
    const int width = variant % 3 == 0 ? 128 : 300;
    const int height = variant % 3 == 1 ? 64 : 128;
    for (const double place : {0.0, 0.5, 1.0}) {
      const Map map = fit_picture(shape, width, height, 1.0, place, 1 - place);
      double furthest = 0;
      for (const int x : {0, width}) {
        for (const int y : {0, height}) {
          const auto [u, v] = invert(map, x, y);
          furthest = std::max({furthest, std::abs(u), std::abs(v)});
          const auto [px, py] = apply(map, u, v);
          DOCTEST_CHECK(px == doctest::Approx(x));
          DOCTEST_CHECK(py == doctest::Approx(y));
        }
      }
      DOCTEST_CHECK(furthest <= 1.0 + 1e-9);
      DOCTEST_CHECK(furthest > (place == 0.5 ? 0.85 : 0.999));
    }
  }
}

DOCTEST_TEST_CASE("an upright fit keeps the aspect") {
  const Map map = fit_picture(identity(), 200, 100, 1.0, 0.5, 0.5);
  const auto [x0, y0] = apply(map, -1, -1);
  const auto [x1, y1] = apply(map, 1, 1);
  DOCTEST_CHECK(x0 == doctest::Approx(0));
  DOCTEST_CHECK(x1 == doctest::Approx(200));
  DOCTEST_CHECK(y0 == doctest::Approx(-50));
  DOCTEST_CHECK(y1 == doctest::Approx(150));
  const auto [left, top] = apply(fit_picture(identity(), 200, 100, 1.0, 0.5, 0.0), -1, -1);
  DOCTEST_CHECK(left == doctest::Approx(0));
  DOCTEST_CHECK(top == doctest::Approx(0));
}

DOCTEST_TEST_CASE("the footprint is the step in the picture") {
  const Map map = compose(translate(9, 5), compose(rotate(0.5), scale(3, 3)));
  const auto [x, y] = footprint(map, 1, 2);
  DOCTEST_CHECK(x == doctest::Approx(3));
  DOCTEST_CHECK(y == doctest::Approx(3));
  const auto [tx, ty] = footprint(tilt(0.2, 0), 0, 0);
  DOCTEST_CHECK(tx == doctest::Approx(1));
  DOCTEST_CHECK(ty == doctest::Approx(1));
}

DOCTEST_TEST_CASE("no change of colour leaves 0..1") {
  for (const double brightness : {-0.5, -0.1, 0.0, 0.2}) {
    for (const double contrast : {0.5, 1.0, 1.5}) {
      for (const double saturation : {0.0, 1.0, 1.7}) {
        for (const double hue : {-1.0, 0.0, 0.3}) {
          const ColorMap color = color_map(brightness, contrast, saturation, hue);
          for (int corner = 0; corner < 8; ++corner) {
            for (size_t row = 0; row < 3; ++row) {
              double value = color.offset[row];
              for (size_t c = 0; c < 3; ++c)
                value += color.matrix[3 * row + c] * ((corner >> c) & 1);
              DOCTEST_CHECK(value > -1e-12);
              DOCTEST_CHECK(value < 1 + 1e-12);
            }
          }
        }
      }
    }
  }
  const ColorMap none = color_map(0, 1, 1, 0);
  DOCTEST_CHECK(none.matrix[0] == doctest::Approx(1));
  DOCTEST_CHECK(none.matrix[1] == doctest::Approx(0));
  DOCTEST_CHECK(none.offset[0] == doctest::Approx(0));
}

}  // namespace clipdraw
