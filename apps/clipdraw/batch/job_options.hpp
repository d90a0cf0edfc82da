// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "batch/job.hpp"
#include "batch/listed_job.hpp"

namespace clipdraw_cli {

inline constexpr const char* kId = "id";
inline constexpr const char* kPrompt = "prompt";
inline constexpr const char* kImagePrompt = "image-prompt";
inline constexpr const char* kStartImage = "start-image";

// Why no job can have such a key, empty when it can.
std::string key_trouble(const std::string& key);

// Fills in what the list says, and what the command line says where it does not: id, prompt,
// pictures, as they are seen from the list's folder, and options, as the library writes them. A
// seed that nobody gives is "" until the job's key is known. What is wrong goes into job.error.
void set_values(Job& job, const ListedJob& listed, const Arguments& arguments,
                const std::string& folder);

}  // namespace clipdraw_cli
