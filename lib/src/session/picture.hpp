// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/ATen.h>

#include "types/options.hpp"
#include "types/pixel_image.hpp"

namespace clipdraw {

// Cuts the middle of `size` out of a decoded picture, whose sides are multiples of the generator's
// factor. image: [1, 3, H, W], at least as large. Differentiable.
at::Tensor crop_to(const at::Tensor& image, ImageSize size);

// Continues a picture past its edges by its mirror image, centred: what crop_to() undoes.
// image: [1, 3, H, W], at most as large as width x height.
at::Tensor extend_to(const at::Tensor& image, int width, int height);

// Fits a picture of any size into width x height: scaled with its aspect kept so that all of it is
// seen, centred, and continued past its edges by its mirror image. image: [1, 3, H, W] float, 0..1.
at::Tensor fit_into(const at::Tensor& image, int width, int height);

// Returns [1, 3, H, W] float, 0..1. Throws invalid_argument when the picture has no pixels, or not
// as many as its size says.
at::Tensor to_tensor(const PixelImage& picture);

// image: [1, 3, H, W] float; values outside of 0..1 are clamped, the rest is rounded to 0..255.
PixelImage to_pixels(const at::Tensor& image);

}  // namespace clipdraw
