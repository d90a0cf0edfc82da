// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

namespace clipdraw_cli {

// What several measurements of the same thing say.
struct Spread {
  double median = 0;
  double low = 0;
  double high = 0;
};

// At least one value.
Spread spread_of(std::vector<double> values);

// {"median": ..., "low": ..., "high": ...}
nlohmann::ordered_json as_json(const Spread& spread);

}  // namespace clipdraw_cli
