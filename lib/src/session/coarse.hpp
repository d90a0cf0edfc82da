// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "session/model.hpp"
#include "types/options.hpp"

namespace clipdraw {

// From coarse to fine: the first steps of a picture that is larger than the model's own draw it at
// the model's own size, where they cost less and a shape is seen as a whole.

// Returns the size of those steps: the shape wanted, its longer side that of the model. The size
// wanted where that is no larger.
ImageSize coarse_size(const Model& model, ImageSize wanted);

// Returns how many steps are coarse ones.
int coarse_steps(const Options& options);

// Returns the share of coarse steps that there can be: what is wanted, or 0 where the size is not
// larger than the model's own, or the generator cannot take up the picture again. Says the latter
// in the log.
double possible_coarse(const Model& model, const Options& options);

}  // namespace clipdraw
