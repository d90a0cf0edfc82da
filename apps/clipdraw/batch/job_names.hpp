// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "batch/job.hpp"

namespace clipdraw_cli {

// A number with as many digits as the largest of its kind has, at least four: "0042".
std::string padded(std::size_t number, std::size_t largest);

inline constexpr const char* kNameTemplate = "{id}-{seed}-{slug}";

// Names a file for each job, whose id, key and seed are known: as the template says, made harmless,
// with a number where an earlier job has the name. Throws UsageError where the template is wrong.
void set_names(std::vector<Job>& jobs, const std::string& name_template);

}  // namespace clipdraw_cli
