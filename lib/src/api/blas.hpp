// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace clipdraw {

// The library that this process multiplies matrices with: "OpenBLAS", "BLIS", "MKL", "ATLAS",
// "reference BLAS"; else the name of its file, or "unknown".
std::string blas_name();

// A warning when that is the reference BLAS, which is some 40 times slower than an optimised one;
// "" when it is not or cannot be told.
std::string blas_warning();

}  // namespace clipdraw
