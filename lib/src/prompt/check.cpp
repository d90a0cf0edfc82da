// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "prompt/check.hpp"

#include <cmath>

#include "base/error.hpp"

namespace clipdraw {

std::string name_of(const Prompt& prompt) {
  switch (prompt.kind) {
    case PromptKind::text: return "prompt \"" + prompt.text + "\"";
    case PromptKind::image: return "prompt of the picture " + prompt.picture.sha256;
    case PromptKind::embedding: return "prompt of an embedding";
  }
  return "prompt";
}

void check_weight(const Prompt& prompt) {
  if (!std::isfinite(prompt.weight) || prompt.weight == 0) {
    fail(Status::invalid_argument, "{}: weight = {}, must be finite and not 0", name_of(prompt),
         prompt.weight);
  }
  if (std::isnan(prompt.stop) || prompt.stop == HUGE_VALF) {
    fail(Status::invalid_argument, "{}: stop = {}, must be a number or -infinity", name_of(prompt),
         prompt.stop);
  }
}

}  // namespace clipdraw
