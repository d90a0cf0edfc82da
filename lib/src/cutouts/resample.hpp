// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/ATen.h>

#include "cutouts/view.hpp"

namespace clipdraw {

// Makes all views of a plan from the picture in one pass, without a copy of the picture a view.
// image: [1, 3, H, W] float or double on the CPU, nominally 0..1. Returns [K, 3, size, size] of the
// same type; 0..1 up to the noise. Differentiable to the image. Bytes of the result and of the
// gradient do not depend on the number of threads.
at::Tensor resample(const at::Tensor& image, const ViewPlan& plan);

// Limits a decoded picture to 0..1. The gradient passes inside the range, and also outside of it
// where following it (downhill) leads back inside.
// image: any shape, float or double.
at::Tensor clamp_picture(const at::Tensor& image);

}  // namespace clipdraw
