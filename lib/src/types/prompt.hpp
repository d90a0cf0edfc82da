// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <limits>
#include <string>

namespace clipdraw {

// One sentence of what the picture shall show.
struct Prompt {
  std::string text;  // UTF-8, as the user typed it
  float weight = 1;  // negative: move away from the text
  // The distance is not pushed beyond this value; -infinity: no stop.
  float stop = -std::numeric_limits<float>::infinity();
};

}  // namespace clipdraw
