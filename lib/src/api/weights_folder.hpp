// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace clipdraw {

// The weights folder to use when the caller names none: $CLIPDRAW_WEIGHTS, else the folder that is
// installed beside this library, else, for a library in its build tree, the source tree's.
// Throws not_found, with the places that were looked at.
std::string find_weights_folder();

// True when find_weights_folder would find one.
bool has_weights_folder();

// Throws not_found when the folder is not there, io when it cannot be read, bad_weights when it is
// not a folder or holds no weights at all.
void check_weights_folder(const std::string& folder);

}  // namespace clipdraw
