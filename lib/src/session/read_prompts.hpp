// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <vector>

#include "prior/prior.hpp"
#include "session/model.hpp"
#include "types/prompt.hpp"
#include "types/target.hpp"

namespace clipdraw {

// Throws invalid_argument for a text that is empty or too long for one of the model's CLIPs, and
// for a weight or stop that cannot be used.
void check_prompt(const Model& model, const Prompt& prompt);

// What one of the model's CLIPs makes of the prompts: one row a prompt.
Target make_target(const Reader& reader, const std::vector<Prompt>& prompts);

// What the prior is told of a prompt. The model must have one. Throws invalid_argument for a text
// that is too long for the prior's CLIP, which may be another one than the guides.
PriorText text_for_prior(const Model& model, const Prompt& prompt);

}  // namespace clipdraw
