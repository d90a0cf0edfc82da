// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>

#include "weights/stored_tensor.hpp"

namespace clipdraw {

// Reads and checks the header of a safetensors file. Throws bad_weights when anything in it is not
// as the format says; the tensors that are returned lie inside the file, do not overlap and have
// exactly the bytes that their shapes ask for. Memory used is in proportion to the header's true
// length, never to a number written in it.
ArchiveContents read_safetensors(const std::shared_ptr<const MappedFile>& file);

}  // namespace clipdraw
