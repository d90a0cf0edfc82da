// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <clipdraw/clipdraw.hpp>
#include <optional>
#include <string>
#include <vector>

#include "arguments.hpp"

namespace clipdraw_cli {

// The pictures that the command line names.
struct Pictures {
  std::vector<clipdraw::Image> prompts;  // of image_prompts, in their order
  std::optional<clipdraw::Image> start;
};

// Throws Failure.
clipdraw::Image read_picture(const std::string& file);
Pictures read_pictures(const Arguments& arguments);

// Gives them to a session, also to one that draws again. Throws clipdraw::Error, with
// the file's name.
void add_pictures(clipdraw::Session& session, const Pictures& pictures, const Arguments& arguments);

}  // namespace clipdraw_cli
