// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/core/Tensor.h>

namespace clipdraw::kernels {

// The pixels of a picture of even sides in four parts, by whether row and column are even or odd:
// pixel (2 i + a, 2 j + b) is phase 2 a + b of place (i + a, j + b). Places beyond the edges belong
// to no pixel.

// phases: [N, 4 C, H + 1, W + 1] bfloat16 or float, channels last, phase by phase; returns
// [N, C, 2 H, 2 W].
at::Tensor from_phases(const at::Tensor& phases);

// picture: [N, C, 2 H, 2 W] bfloat16 or float, channels last; returns [N, 4 C, H + 1, W + 1], 0
// where no pixel belongs.
at::Tensor to_phases(const at::Tensor& picture);

}  // namespace clipdraw::kernels
