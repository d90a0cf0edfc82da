// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// What is found out and refused before LibTorch and the models are loaded.
#pragma once

#include "task.hpp"

namespace clipdraw_cli {

// Fills in where the picture goes and whether there is a checkpoint to go on from. Throws what is
// wrong with the command line, as far as no model is needed to tell: UsageError, CatalogError,
// Failure, clipdraw::Error.
void prepare_drawing(Task& task);

// Throws the same for `clipdraw score` and `clipdraw bench`.
void prepare_scoring(const Task& task);
void prepare_bench(const Task& task);

}  // namespace clipdraw_cli
