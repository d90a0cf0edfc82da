// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "session/model.hpp"
#include "types/options.hpp"
#include "types/work.hpp"

namespace clipdraw {

// What one step of one picture has to multiply. options: with a size. Throws invalid_argument where
// the generator cannot draw that size.
StepWork step_work(const Model& model, const Options& options);

}  // namespace clipdraw
