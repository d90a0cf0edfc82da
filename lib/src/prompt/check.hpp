// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>

#include "types/prompt.hpp"

namespace clipdraw {

// The prompt as errors call it.
std::string name_of(const Prompt& prompt);

// Throws invalid_argument for a weight or stop that cannot be used.
void check_weight(const Prompt& prompt);

}  // namespace clipdraw
