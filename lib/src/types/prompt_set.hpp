// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <vector>

#include "types/prompt.hpp"

namespace clipdraw {

// Prompts that a session followed until others took their place.
struct PromptSet {
  int until_step = 0;  // how many steps were done when they were replaced; 0: before the first
  std::vector<Prompt> prompts;
};

}  // namespace clipdraw
