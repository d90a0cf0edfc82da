// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <exception>
#include <optional>
#include <vector>

#include "session/session.hpp"
#include "types/step.hpp"

namespace clipdraw {

// What became of one place in a step of a group: a step, an error, or neither where it is empty.
struct GroupStep {
  std::optional<Step> step;
  std::exception_ptr error;  // of what Session::step() throws; the session is as before
};

// Runs one step of several sessions in one pass through the models: Z of all is decoded together,
// and views of neighbours go through the guides together. Each keeps its own prompts, seed, options
// and optimizer, and may be at another step. places: 1 to kLargestGroup, NULL where a place is
// empty. A session's bits depend on the number of places and on its own, not on who is in the
// others; one place is the session alone. Sessions that have not started do so first, one by one.
// Times are shared equally; a step's seconds are those of the whole pass.
// What is wrong with one session does not stop the others. Throws for what is wrong with all, and
// then no session has changed: invalid_argument when nobody is there, when there are too many
// places, when one is there twice, or when they differ in model, size, cutouts or threads;
// unsupported when the generator decodes one Z only; invalid_state for a session whose steps so far
// were run alone or in a group of another size or at another place.
std::vector<GroupStep> step_together(const std::vector<Session*>& places);

// Throws invalid_argument for a session that is there twice. Reads none of them.
void check_different(const std::vector<Session*>& places);

}  // namespace clipdraw
