// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "generator/checks.hpp"

#include <algorithm>

#include <fmt/ranges.h>

#include "base/error.hpp"

namespace clipdraw {

void require_size(int64_t width, int64_t height, int64_t factor) {
  if (width >= factor && height >= factor && width % factor == 0 && height % factor == 0) return;
  const auto nearest = [factor](int64_t side) {
    return std::max<int64_t>((side + factor / 2) / factor, 1) * factor;
  };
  fail(Status::invalid_argument,
       "picture size {}x{} does not fit the generator, expected multiples of {}; the nearest is "
       "{}x{}",
       width, height, factor, nearest(width), nearest(height));
}

const at::Tensor& require_latent(const Latent& latent, int64_t channels) {
  if (latent.size() != 1 || latent[0].value.dim() != 4 || latent[0].value.size(1) != channels) {
    fail(Status::invalid_argument,
         "Z has {} parts of which the first has shape [{}], expected one [N, {}, h, w]",
         latent.size(),
         latent.empty() ? "" : fmt::format("{}", fmt::join(latent[0].value.sizes(), ", ")),
         channels);
  }
  return latent[0].value;
}

void require_image(const at::Tensor& image, int64_t factor) {
  if (image.dim() != 4 || image.size(1) != 3) {
    fail(Status::invalid_argument, "image has shape [{}], expected [1, 3, H, W]",
         fmt::join(image.sizes(), ", "));
  }
  require_size(image.size(3), image.size(2), factor);
}

void require_values(const at::Tensor& values, int64_t channels) {
  if (values.dim() != 4 || values.size(1) != channels) {
    fail(Status::invalid_argument, "values have shape [{}], expected [1, {}, h, w]",
         fmt::join(values.sizes(), ", "), channels);
  }
}

}  // namespace clipdraw
