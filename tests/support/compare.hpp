// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <functional>

#include <ATen/core/Tensor.h>

namespace clipdraw::test {

// Returns max |found - expected| / max |expected|: infinite when shapes differ or a value is not
// finite.
double relative_error(const at::Tensor& found, const at::Tensor& expected);

// Returns the relative error between autograd's gradient of a scalar function at x and central
// differences along `directions` random unit directions (all of it in double).
// x: any shape, double. f: takes x, returns a scalar tensor, double.
double gradient_error(const std::function<at::Tensor(const at::Tensor&)>& f, const at::Tensor& x,
                      double epsilon = 1e-5, int directions = 8);

}  // namespace clipdraw::test
