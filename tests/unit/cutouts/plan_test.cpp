// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "support/torch_doctest.hpp"

#include "base/error.hpp"
#include "cutouts/geometry.hpp"
#include "cutouts/plan.hpp"

namespace clipdraw {
namespace {

bool same_view(const View& a, const View& b) {
  return a.to_picture == b.to_picture && a.color_matrix == b.color_matrix &&
         a.color_offset == b.color_offset && a.border == b.border &&
         a.border_color == b.border_color && a.noise == b.noise && a.noise_offset == b.noise_offset;
}

// Where the picture's corners lie in a view, by Newton's method on the view's own map. Returns the
// greatest distance outside of the view in pixels.
double outside(const View& view, int size, double x, double y) {
  double u = 0.5 * size;
  double v = 0.5 * size;
  for (int i = 0; i < 50; ++i) {
    const auto [px, py] = apply(view.to_picture, u, v);
    const auto [rx, ry] = apply(view.to_picture, u + 1e-3, v);
    const auto [dx, dy] = apply(view.to_picture, u, v + 1e-3);
    const double a = (rx - px) * 1e3, b = (dx - px) * 1e3, c = (ry - py) * 1e3, d = (dy - py) * 1e3;
    const double determinant = a * d - b * c;
    u += (d * (x - px) - b * (y - py)) / determinant;
    v += (a * (y - py) - c * (x - px)) / determinant;
  }
  return std::max({-u, u - size, -v, v - size});
}

}  // namespace

DOCTEST_TEST_CASE("a wide view always holds the whole picture") {
  CutoutSettings settings;
  settings.views = 10;
  settings.wide_share = 1.0;
  for (const auto& [width, height] :
       {std::pair{128, 128}, std::pair{256, 144}, std::pair{40, 200}}) {
    for (uint32_t step = 0; step < 20; ++step) {
      for (const View& view : plan_views(settings, width, height, 64, 5, step).views) {
        for (const int x : {0, width}) {
          for (const int y : {0, height}) DOCTEST_CHECK(outside(view, 64, x, y) < 1e-3);
        }
      }
    }
  }
}

DOCTEST_TEST_CASE("the first wide view is the plain picture") {
  const ViewPlan plan = plan_views({}, 128, 128, 64, 1, 3);
  const auto [x0, y0] = apply(plan.views[0].to_picture, 0, 0);
  const auto [x1, y1] = apply(plan.views[0].to_picture, 64, 64);
  DOCTEST_CHECK(x0 == doctest::Approx(0));
  DOCTEST_CHECK(y1 == doctest::Approx(128));
  DOCTEST_CHECK(x1 == doctest::Approx(128));
  DOCTEST_CHECK(y0 == doctest::Approx(0));
  DOCTEST_CHECK(plan.views[0].radius_x == doctest::Approx(2));
  DOCTEST_CHECK(plan.views[0].color_matrix == View().color_matrix);
}

DOCTEST_TEST_CASE("views follow from seed, step and index alone") {
  CutoutSettings settings;
  settings.views = 8;
  settings.wide_share = 0.25;
  settings.noise = 0.1;
  const ViewPlan plan = plan_views(settings, 128, 96, 64, 42, 7);
  const ViewPlan again = plan_views(settings, 128, 96, 64, 42, 7);
  const ViewPlan other_seed = plan_views(settings, 128, 96, 64, 43, 7);
  const ViewPlan other_step = plan_views(settings, 128, 96, 64, 42, 8);
  settings.views = 12;
  settings.wide_share = 2.0 / 12;
  const ViewPlan more = plan_views(settings, 128, 96, 64, 42, 7);
  for (size_t i = 0; i < 8; ++i) {
    DOCTEST_CHECK(same_view(plan.views[i], again.views[i]));
    DOCTEST_CHECK(same_view(plan.views[i], more.views[i]));
    if (i > 0) {
      DOCTEST_CHECK_FALSE(same_view(plan.views[i], other_seed.views[i]));
      DOCTEST_CHECK_FALSE(same_view(plan.views[i], other_step.views[i]));
    }
  }
  DOCTEST_CHECK(plan.noise == again.noise);
  DOCTEST_CHECK(plan.noise != other_step.noise);
}

DOCTEST_TEST_CASE("crops obey the size law") {
  CutoutSettings settings;
  settings.views = 400;
  settings.wide_share = 0;
  const auto mean_side = [&](double power) {
    settings.power = power;
    double sum = 0;
    for (const View& view : plan_views(settings, 256, 256, 64, 9, 0).views) {
      const auto [x, y] = footprint(view.to_picture, 32, 32);
      DOCTEST_CHECK(x * 64 > 256 * 0.25);
      DOCTEST_CHECK(x * 64 < 256 * 1.2);
      DOCTEST_CHECK(view.radius_y >= 1);
      sum += 0.5 * (x + y) * 64;
    }
    return sum / settings.views / 256;
  };
  // mean of least + (1 - least) u^power with least = 0.3
  DOCTEST_CHECK(mean_side(1.0) == doctest::Approx(0.65).epsilon(0.05));
  DOCTEST_CHECK(mean_side(3.0) == doctest::Approx(0.475).epsilon(0.05));
  DOCTEST_CHECK(mean_side(0.25) == doctest::Approx(0.86).epsilon(0.05));
}

DOCTEST_TEST_CASE("the wide share is rounded up") {
  CutoutSettings settings;
  settings.views = 4;
  settings.wide_share = 0.01;
  const ViewPlan plan = plan_views(settings, 64, 64, 32, 1, 1);
  DOCTEST_CHECK(plan.views[0].color_offset == View().color_offset);
  settings.wide_share = 0;
  DOCTEST_CHECK(plan_views(settings, 64, 64, 32, 1, 1).views[0].color_offset !=
                View().color_offset);
}

DOCTEST_TEST_CASE("fixed views") {
  const ViewPlan plan = plan_fixed_views(5, 100, 100, 50);
  DOCTEST_CHECK(plan.views.size() == 5);
  const auto [x, y] = apply(plan.views[1].to_picture, 0, 0);
  DOCTEST_CHECK(x == doctest::Approx(0));
  DOCTEST_CHECK(y == doctest::Approx(0));
  const auto [u, v] = apply(plan.views[4].to_picture, 50, 50);
  DOCTEST_CHECK(u == doctest::Approx(100));
  DOCTEST_CHECK(v == doctest::Approx(100));
  DOCTEST_CHECK_THROWS_AS(plan_fixed_views(6, 100, 100, 50), Error);
}

DOCTEST_TEST_CASE("settings out of range are refused") {
  CutoutSettings settings;
  settings.views = 0;
  DOCTEST_CHECK_THROWS_AS(plan_views(settings, 64, 64, 32, 1, 1), Error);
  DOCTEST_CHECK_THROWS_AS(plan_views({}, 0, 64, 32, 1, 1), Error);
}

}  // namespace clipdraw
