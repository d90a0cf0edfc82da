// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>

#include "clip/clip.hpp"
#include "weights/archive.hpp"

namespace clipdraw::test {

// Compares features, logits and the gradient with what the original computes (the tensors of a
// clip_*.io.safetensors) and prints the measured errors as a row of a table: docs/parity.md.
void check_clip(const std::string& row, const Clip& clip, const Archive& io);

// Replaces the end of a path.
std::string with_ending(const std::string& path, const std::string& from, const std::string& to);

}  // namespace clipdraw::test
