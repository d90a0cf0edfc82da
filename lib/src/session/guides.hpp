// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/ATen.h>

#include <vector>

#include "session/model.hpp"
#include "types/target.hpp"

namespace clipdraw {

// Views that a candidate for the first picture is judged by.
constexpr int kCandidateViews = 3;

// Returns what each of the model's guides makes of a finished picture in that many fixed views, 1
// to 5. image: [1, 3, H, W] float, any size, clamped here. Returns [views, D] float for each, not
// normalised.
std::vector<at::Tensor> embed_views(const Model& model, const at::Tensor& image, int views,
                                    const Compute& compute = {});

// Returns the part of the loss that the prompts ask for. embeddings and targets: of each of the
// model's guides, as above.
double guides_loss(const Model& model, const std::vector<at::Tensor>& embeddings,
                   const std::vector<Target>& targets);

// The same for several pictures of one size, with their views together, so many at once that steps
// with so many views compute alike: what is made for their shape is made once.
std::vector<double> guides_loss(const Model& model, const std::vector<at::Tensor>& images,
                                int views, int64_t at_once, const std::vector<Target>& targets,
                                const Compute& compute);

}  // namespace clipdraw
