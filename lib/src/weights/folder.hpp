// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>

namespace clipdraw {

// Returns the file of weights in a folder: one of the names that publishers use, or the only file
// of weights that is there. Throws bad_weights, with what is there, when there is none or several.
std::string weights_in_folder(const std::string& folder);

}  // namespace clipdraw
