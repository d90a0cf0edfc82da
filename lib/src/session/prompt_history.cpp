// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "session/prompt_history.hpp"

#include <utility>

namespace clipdraw {

void PromptHistory::change(std::vector<Prompt> prompts, int steps) {
  if (followed_) earlier_.push_back({steps, std::move(present_)});
  present_ = std::move(prompts);
  followed_ = false;
}

}  // namespace clipdraw
