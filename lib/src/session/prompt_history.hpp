// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <vector>

#include "types/prompt_set.hpp"

namespace clipdraw {

// The prompts of a session and those that it followed before.
class PromptHistory {
 public:
  PromptHistory() = default;
  // That of a session between two steps, of which `steps` are done.
  PromptHistory(std::vector<Prompt> present, std::vector<PromptSet> earlier, int steps);

  const std::vector<Prompt>& present() const { return present_; }
  // Only sets that were followed, in order: of several changes at one step the last one counts.
  const std::vector<PromptSet>& earlier() const { return earlier_; }

  // Puts prompts in the place of the present ones. steps: how many are done.
  void change(std::vector<Prompt> prompts, int steps);
  // Says that a first picture or a step was made with the present ones.
  void follow() { followed_ = true; }

 private:
  std::vector<Prompt> present_;
  std::vector<PromptSet> earlier_;
  bool followed_ = false;
};

}  // namespace clipdraw
