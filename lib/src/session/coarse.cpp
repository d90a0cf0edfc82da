// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "session/coarse.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace clipdraw {

ImageSize coarse_size(const Model& model, ImageSize wanted) {
  const ImageSize own = model.native_size();
  const double scale = static_cast<double>(std::max(own.width, own.height)) /
                       static_cast<double>(std::max(wanted.width, wanted.height));
  if (scale >= 1) return wanted;
  const auto scaled = [scale](int side) {
    return std::max(1, static_cast<int>(std::lround(scale * side)));
  };
  return {scaled(wanted.width), scaled(wanted.height)};
}

int coarse_steps(const Options& options) {
  return static_cast<int>(std::lround(options.coarse * options.steps));
}

double possible_coarse(const Model& model, const Options& options) {
  const ImageSize size = coarse_size(model, options.size);
  const bool smaller = size.width < options.size.width || size.height < options.size.height;
  if (options.coarse == 0 || !smaller) return 0;
  if (model.generator().can_encode()) return options.coarse;
  model.log(
      LogLevel::info,
      fmt::format("coarse: {} cannot take up a picture, it has no encoder; all steps at {}x{}",
                  model.generator_name(), options.size.width, options.size.height));
  return 0;
}

}  // namespace clipdraw
