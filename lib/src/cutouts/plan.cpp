// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "cutouts/plan.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/error.hpp"
#include "base/random.hpp"
#include "cutouts/geometry.hpp"

namespace clipdraw {
namespace {

constexpr double kPi = 3.14159265358979323846;

// Greatest deviations, uniform around none.
constexpr double kCropRotation = 15.0 * kPi / 180.0;
constexpr double kWideRotation = 5.0 * kPi / 180.0;
constexpr double kShear = 0.08;            // tangent of the angle
constexpr double kAspect = 0.10;           // natural logarithm of the ratio of the two scales
constexpr double kCropPerspective = 0.12;  // relative change of scale from the centre to an edge
constexpr double kWidePerspective = 0.04;
constexpr double kOverhang = 0.10;    // crops: how far beyond the picture, share of the side
constexpr double kWideMargin = 0.15;  // wide views: border around the picture, share of the side
// Crops smaller than the perceptor's input only blow the picture up; below this share they also
// lose the subject.
constexpr double kLeastCrop = 0.3;
constexpr double kGreatestLeastCrop = 0.5;

constexpr double kBrightness = 0.08;
constexpr double kContrast = 0.15;
constexpr double kSaturation = 0.20;
constexpr double kHue = 0.10;  // radians around the grey axis

double around_zero(Random& random, double greatest) {
  return greatest * (2.0 * static_cast<double>(random.uniform()) - 1.0);
}

Map draw_shape(Random& random, double rotation, double perspective, bool flip) {
  const double angle = around_zero(random, rotation);
  const double shear = around_zero(random, kShear);
  const double stretch = std::exp(0.5 * around_zero(random, kAspect));
  const double tilt_x = around_zero(random, perspective);
  const double tilt_y = around_zero(random, perspective);
  Map map = compose(rotate(angle), compose(shear_x(shear), scale(stretch, 1.0 / stretch)));
  if (flip) {
    map = compose(map, scale(-1.0, 1.0));
  }
  return compose(map, tilt(tilt_x, tilt_y));
}

Map crop_map(Random& random, const CutoutSettings& settings, int width, int height, int size) {
  const double shorter = std::min(width, height);
  const double least = std::clamp(size / shorter, kLeastCrop, kGreatestLeastCrop);
  const double u = random.uniform();
  const double side = shorter * (least + (1.0 - least) * std::pow(u, settings.power));
  const double overhang = kOverhang * side;
  // Where the side is almost the picture's, the centre still has the overhang to move in.
  const double range_x = std::max(0.0, width - side + 2.0 * overhang);
  const double range_y = std::max(0.0, height - side + 2.0 * overhang);
  const double x = 0.5 * side - overhang + range_x * random.uniform();
  const double y = 0.5 * side - overhang + range_y * random.uniform();
  const bool flip = random.uniform() < 0.5f;
  const Map shape = draw_shape(random, kCropRotation, kCropPerspective, flip);
  return compose(translate(x, y), compose(scale(0.5 * side, 0.5 * side), shape));
}

// Wide views are never mirrored: words such as "left of" mean something in them.
Map wide_map(Random& random, int width, int height) {
  const double margin = 1.0 + kWideMargin * random.uniform();
  const double place_x = random.uniform();
  const double place_y = random.uniform();
  const Map shape = draw_shape(random, kWideRotation, kWidePerspective, false);
  return fit_picture(shape, width, height, margin, place_x, place_y);
}

void draw_color(Random& random, View& view) {
  const double brightness = around_zero(random, kBrightness);
  const double contrast = 1.0 + around_zero(random, kContrast);
  const double saturation = 1.0 + around_zero(random, kSaturation);
  const double hue = around_zero(random, kHue);
  const ColorMap color = color_map(brightness, contrast, saturation, hue);
  for (size_t i = 0; i < 9; ++i) view.color_matrix[i] = static_cast<float>(color.matrix[i]);
  for (size_t i = 0; i < 3; ++i) view.color_offset[i] = static_cast<float>(color.offset[i]);
  view.border = random.uniform() < 0.5f ? Border::reflect : Border::color;
  const float gray = random.uniform();
  for (float& channel : view.border_color) {
    channel = std::clamp(gray + 0.3f * (random.uniform() - 0.5f), 0.0f, 1.0f);
  }
}

void set_map(View& view, const Map& unit_to_picture, int size) {
  const Map map = compose(unit_to_picture, pixels_to_unit(size));
  view.to_picture = map;
  const auto [step_x, step_y] = footprint(map, 0.5 * size, 0.5 * size);
  view.radius_x = std::max(1.0, step_x);
  view.radius_y = std::max(1.0, step_y);
}

void check_sizes(int width, int height, int size) {
  if (width < 1 || height < 1 || size < 1) {
    fail(Status::invalid_argument, "views of {0}x{0} from a picture of {1}x{2}, all must be >= 1",
         size, width, height);
  }
}

}  // namespace

ViewPlan plan_views(const CutoutSettings& settings, int width, int height, int size, uint64_t seed,
                    uint32_t step) {
  check_sizes(width, height, size);
  if (settings.views < 1 || settings.wide_share < 0 || settings.wide_share > 1 ||
      settings.power <= 0 || settings.noise < 0) {
    fail(Status::invalid_argument, "cutouts = {}, wide share {}, power {}, noise {}: out of range",
         settings.views, settings.wide_share, settings.power, settings.noise);
  }
  const int wide = static_cast<int>(std::ceil(settings.wide_share * settings.views - 1e-9));
  const size_t noise_length = static_cast<size_t>(3) * size * size;

  ViewPlan plan;
  plan.size = size;
  plan.views.resize(static_cast<size_t>(settings.views));
  for (int index = 0; index < settings.views; ++index) {
    View& view = plan.views[static_cast<size_t>(index)];
    const auto key = static_cast<uint32_t>(index);
    if (index == 0 && wide > 0) {
      set_map(view, fit_picture(identity(), width, height, 1.0, 0.5, 0.5), size);
      continue;
    }
    Random geometry(seed, Purpose::cutout_geometry, step, key);
    set_map(view,
            index < wide ? wide_map(geometry, width, height)
                         : crop_map(geometry, settings, width, height, size),
            size);
    Random color(seed, Purpose::cutout_color, step, key);
    draw_color(color, view);
    if (settings.noise > 0) {
      view.noise = static_cast<float>(settings.noise) * color.uniform();
      view.noise_offset = color.below(static_cast<uint32_t>(noise_length));
    }
  }
  if (settings.noise > 0) {
    plan.noise.resize(noise_length);
    Random(seed, Purpose::cutout_noise, step).fill_normal(plan.noise.data(), noise_length);
  }
  return plan;
}

ViewPlan plan_fixed_views(int count, int width, int height, int size) {
  check_sizes(width, height, size);
  if (count < 1 || count > 5) {
    fail(Status::invalid_argument, "{} fixed views, must be 1 to 5", count);
  }
  ViewPlan plan;
  plan.size = size;
  plan.views.resize(static_cast<size_t>(count));
  const Map whole = fit_picture(identity(), width, height, 1.0, 0.5, 0.5);
  for (int index = 0; index < count; ++index) {
    Map map = whole;
    if (index > 0) {
      const double x = index % 2 == 1 ? -0.1 : 0.1;
      const double y = index <= 2 ? -0.1 : 0.1;
      map = compose(whole, compose(translate(x, y), scale(0.9, 0.9)));
    }
    set_map(plan.views[static_cast<size_t>(index)], map, size);
  }
  return plan;
}

}  // namespace clipdraw
