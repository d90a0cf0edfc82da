// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <map>
#include <string>

#include <ATen/core/Tensor.h>

namespace clipdraw {

using NamedTensors = std::map<std::string, at::Tensor>;

// A session between two steps, as it is kept in a file: what a record tells of it, and the numbers
// that no record holds. Random numbers follow from the seed and the step (base/random.hpp), so no
// state of theirs is kept.
struct Checkpoint {
  std::string record;    // of the session so far
  std::string repeated;  // the record that it repeats; empty: it repeats none
  NamedTensors tensors;  // see Session::kept()
};

// Writes a checkpoint in the place of whatever is there; it appears whole or not at all. Throws io.
void write_checkpoint(const std::string& path, const Checkpoint& checkpoint);

// Reads a checkpoint; its tensors own their memory. Throws not_found, io; unsupported for a file
// that is none or is damaged in any bit, and for one of another version of the library.
Checkpoint read_checkpoint(const std::string& path);

}  // namespace clipdraw
