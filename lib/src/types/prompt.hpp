// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <limits>
#include <string>
#include <vector>

#include "types/picture_id.hpp"

namespace clipdraw {

enum class PromptKind { text, image, embedding };

// One thing that the picture shall show: a sentence, what another picture shows, or a point of the
// guides' space.
struct Prompt {
  std::string text;  // of a text: UTF-8, as the user typed it
  float weight = 1;  // negative: move away from it
  // The distance is not pushed beyond this value; -infinity: no stop.
  float stop = -std::numeric_limits<float>::infinity();
  PromptKind kind = PromptKind::text;
  PictureId picture = {};  // of an image
  // Of an image or an embedding: for each guide in turn its part, a vector of length 1.
  std::vector<std::vector<float>> embedding = {};
};

}  // namespace clipdraw
