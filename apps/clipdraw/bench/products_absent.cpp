// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/products.hpp"

namespace clipdraw_cli {

std::optional<double> product_speed(int /*side*/, Numbers /*numbers*/) { return std::nullopt; }

}  // namespace clipdraw_cli
