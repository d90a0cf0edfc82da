// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

#include "types/prompt.hpp"

namespace clipdraw {

// Splits "a cat:1.5 | rain:-0.4:-0.2" into prompts "TEXT[:WEIGHT[:STOP]]" at the bars.
//
// Weight and stop are read from the right and only when they are plain numbers that follow their
// colon without a space, so "Star Wars: a poster" and "Blade Runner: 2049" are prompts as they
// stand. A backslash takes its meaning from ":" , "|" and "\": "at 12\:30". Text is trimmed.
// Fails with invalid_argument when a text is empty or a weight is not finite.
std::vector<Prompt> parse_prompts(const std::string& line);

}  // namespace clipdraw
