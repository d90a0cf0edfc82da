// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "session/looks.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>

#include "cutouts/plan.hpp"
#include "cutouts/resample.hpp"

namespace clipdraw {
namespace {

// Cuts a plan into groups of at most so many views, which go through their guides together.
std::vector<Look> group(const ViewPlan& plan, const std::vector<size_t>& guides, size_t most) {
  std::vector<Look> looks;
  for (size_t first = 0; first < plan.views.size(); first += most) {
    const size_t last = std::min(first + most, plan.views.size());
    ViewPlan part;
    part.size = plan.size;
    part.noise = plan.noise;
    part.views.assign(plan.views.begin() + static_cast<std::ptrdiff_t>(first),
                      plan.views.begin() + static_cast<std::ptrdiff_t>(last));
    const int count = static_cast<int>(last - first);
    looks.push_back(
        {count, [part = std::move(part)](const at::Tensor& image) { return resample(image, part); },
         guides});
  }
  return looks;
}

}  // namespace

std::vector<Look> plan_looks(const Model& model, const Options& options, int step,
                             int views_at_once) {
  CutoutSettings settings;
  settings.views = options.cutouts;
  settings.wide_share = options.wide_share;
  settings.power = options.cutout_power;
  settings.noise = options.noise;
  std::map<int64_t, std::vector<size_t>> guides_of_size;
  for (size_t index = 0; index < model.guides().size(); ++index) {
    guides_of_size[model.guides()[index].clip.image_resolution()].push_back(index);
  }
  std::vector<Look> looks;
  for (const auto& [size, guides] : guides_of_size) {
    const ViewPlan plan =
        plan_views(settings, options.size.width, options.size.height, static_cast<int>(size),
                   options.seed, static_cast<uint32_t>(step));
    for (Look& look : group(plan, guides, static_cast<size_t>(views_at_once)))
      looks.push_back(std::move(look));
  }
  return looks;
}

}  // namespace clipdraw
