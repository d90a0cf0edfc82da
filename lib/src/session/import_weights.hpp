// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>

namespace clipdraw {

// Writes the CLIP or generator of a file or folder of any supported format as one safetensors file
// whose metadata says everything that is needed to use it. It is loaded once before, so that only
// what works is written. Throws what loading throws, invalid_state for a target that exists and is
// not to be replaced, and io.
void import_weights(const std::string& source, const std::string& target, bool replace);

}  // namespace clipdraw
