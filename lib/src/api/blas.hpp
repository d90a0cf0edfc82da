// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace clipdraw {

// A warning when this process multiplies matrices with the reference BLAS, which is some 40 times
// slower than an optimised one; "" when it does not or cannot be told.
std::string blas_warning();

}  // namespace clipdraw
