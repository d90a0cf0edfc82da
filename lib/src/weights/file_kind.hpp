// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "weights/mapped_file.hpp"

namespace clipdraw {

// Containers of weights that are read.
enum class FileKind { safetensors, zip, old_pickle, shard_index };

// Tells a container by its first bytes, or a shard index by its name. For any other file throws an
// error that says what it is, what was expected and what to do: bad_weights for a file that is
// damaged or no weights at all, unsupported for weights in a format that is not read.
FileKind file_kind(const MappedFile& file);

}  // namespace clipdraw
