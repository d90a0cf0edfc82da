// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "batch/job.hpp"

namespace clipdraw_cli {

// Cuts the list into groups of at most so many neighbours that differ in prompts and seed only. The
// list alone decides, not what is drawn already or which picture files are there. A job that the
// list has wrong is a group of its own.
void set_groups(std::vector<Job>& jobs, int size);

}  // namespace clipdraw_cli
