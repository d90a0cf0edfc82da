// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

namespace clipdraw_cli {

enum class Numbers { fp32, bf16 };

// GFLOP/s of a product of two matrices with such a side, the best of several; none where the bench
// was built without oneDNN, or where that cannot.
std::optional<double> product_speed(int side, Numbers numbers);

}  // namespace clipdraw_cli
