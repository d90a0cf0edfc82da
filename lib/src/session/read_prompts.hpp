// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/ATen.h>

#include <string>
#include <vector>

#include "prior/prior.hpp"
#include "session/model.hpp"
#include "types/prompt.hpp"
#include "types/target.hpp"

namespace clipdraw {

// Throws invalid_argument for a weight or stop that cannot be used, for a text that is empty or too
// long for one of the model's CLIPs, and for an embedding that is not one of the model's.
void check_prompt(const Model& model, const Prompt& prompt);

// The length of a vector.
double length_of(const std::vector<float>& vector);

// Brings rows to length 1. embeddings: [N, D] float.
at::Tensor unit_rows(const at::Tensor& embeddings);

// What a CLIP makes of a text, by itself: [1, D] float, of length 1.
at::Tensor embed_words(const Reader& reader, const std::string& text);

// What the model's guides are to compare views with: for each a row for each prompt.
std::vector<Target> make_targets(const Model& model, const std::vector<Prompt>& prompts);

// What the prior is told of a text. The model must have one. Throws invalid_argument for a text
// that is too long for the prior's CLIP, which may be another one than the guides.
PriorText text_for_prior(const Model& model, const std::string& text);

}  // namespace clipdraw
