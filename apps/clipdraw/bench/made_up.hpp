// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "bench/layouts.hpp"

namespace clipdraw_cli {

// Whether the folder has the layout's file already.
bool has_weights(const Layout& layout, const std::string& folder);

// Writes a safetensors file of random values, the same every time, unless the folder has it.
// Returns its path. Throws Failure.
std::string make_weights(const Layout& layout, const std::string& folder);

// The same for a vocabulary of kVocabularySize tokens, in OpenAI's form. Its merges are of single
// letters: no good one, but as large as theirs.
std::string make_vocabulary(const std::string& folder);

}  // namespace clipdraw_cli
