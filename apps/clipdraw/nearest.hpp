// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace clipdraw_cli {

// The candidate that a mistyped word was most likely meant to be, empty when none is near.
std::string nearest_name(const std::string& wrong, const std::vector<std::string>& candidates);

}  // namespace clipdraw_cli
