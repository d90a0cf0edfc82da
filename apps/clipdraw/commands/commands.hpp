// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "arguments.hpp"
#include "task.hpp"

namespace clipdraw_cli {

// What the commands do. Each prints its result on standard output and returns the exit code; what
// ends it early is thrown: UsageError, CatalogError, Failure, clipdraw::Error.

// Without LibTorch.
int merge(const Arguments& arguments);
int inspect(const Arguments& arguments);

// With it.
int draw(const Task& task);
int again(const Arguments& arguments);
int gallery(const Arguments& arguments);
int score(const Arguments& arguments);
int bench(const Arguments& arguments);
int bench_part(const Arguments& arguments);  // one measurement, in a process of its own
int import(const Arguments& arguments);

}  // namespace clipdraw_cli
