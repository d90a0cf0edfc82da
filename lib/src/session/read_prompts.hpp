// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <vector>

#include <ATen/ATen.h>

#include "session/model.hpp"
#include "types/prompt.hpp"
#include "types/target.hpp"

namespace clipdraw {

// Returns the tokens of a prompt, padded to the model's context. Throws invalid_argument for a text
// that is empty or too long and for a weight or stop that cannot be used.
std::vector<int64_t> read_prompt(const Model& model, const Prompt& prompt);

// What CLIP makes of the prompts.
struct EncodedPrompts {
  Target target;                   // one row a prompt
  std::vector<at::Tensor> tokens;  // of each prompt: [1, n] int64, its end token is the last
};

EncodedPrompts encode_prompts(const Model& model, const std::vector<Prompt>& prompts,
                              const std::vector<std::vector<int64_t>>& tokens);

}  // namespace clipdraw
