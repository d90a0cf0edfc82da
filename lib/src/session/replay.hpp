// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <optional>
#include <vector>

#include "session/memory_plan.hpp"
#include "session/model.hpp"
#include "types/group_place.hpp"
#include "types/options.hpp"
#include "types/pixel_image.hpp"
#include "types/prompt_set.hpp"
#include "types/summary.hpp"

namespace clipdraw {

// What a record tells of a session, beside its options: enough to draw its picture again, up to the
// pictures that it was given. Image prompts have an id and, until that picture is given, no
// embedding.
struct Replay {
  std::vector<PromptSet> earlier;  // in the order in which they were in force
  std::vector<Prompt> prompts;     // in force at the end
  std::optional<PictureId> start_picture;
  std::optional<GroupPlace> group;  // none: drawn alone
  std::optional<MemoryPlan> plan;   // none: what the options lead to
  int steps_run = 0;
  Outcome outcome = Outcome::completed;

  // Throws invalid_argument for what no session can have done: changes that are not in the order of
  // their steps, more steps than the options have, prompts that cannot be drawn.
  void check(const Model& model, const Options& options) const;

  // Returns how many changes of prompts there were when `steps` steps were done.
  size_t changes_by(int steps) const;
  // Returns the prompts that were in force after that many changes.
  const std::vector<Prompt>& prompts_after(size_t changes) const;

  // Returns the picture of the first image prompt whose picture is missing; NULL: there is none.
  const PictureId* missing_picture() const;
  // Fills in every image prompt that is of that picture. A picture that was given before changes
  // nothing. Throws invalid_argument when another one is missing, and invalid_state when none is.
  void give_picture(const Model& model, const PixelImage& picture);

  // Throws invalid_state when the session did not start from a picture, and invalid_argument when
  // it started from another one.
  void check_start(const PictureId& given) const;
  // Throws invalid_state when a picture is missing that the session cannot start without.
  void check_complete(bool has_start_picture) const;
};

}  // namespace clipdraw
