// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/core/Tensor.h>

namespace clipdraw::kernels {

// Repeats every pixel twice in both directions. x: [N, C, H, W] bfloat16 or float, channels last;
// returns [N, C, 2 H, 2 W].
at::Tensor upsample(const at::Tensor& x);

// The gradient of x: the sum of its four pixels' each. gradient: [N, C, 2 H, 2 W].
at::Tensor upsample_backward(const at::Tensor& gradient);

}  // namespace clipdraw::kernels
