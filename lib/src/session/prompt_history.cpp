// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "session/prompt_history.hpp"

#include <utility>

namespace clipdraw {

PromptHistory::PromptHistory(std::vector<Prompt> present, std::vector<PromptSet> earlier, int steps)
    : present_(std::move(present)),
      earlier_(std::move(earlier)),
      // Each step follows what is present; only a change after the last one is still to be
      // followed.
      followed_(earlier_.empty() || earlier_.back().until_step < steps) {}

void PromptHistory::change(std::vector<Prompt> prompts, int steps) {
  if (followed_) earlier_.push_back({steps, std::move(present_)});
  present_ = std::move(prompts);
  followed_ = false;
}

}  // namespace clipdraw
