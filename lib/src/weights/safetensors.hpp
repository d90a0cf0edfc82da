// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace clipdraw {

// Element types that safetensors names and Torch has.
enum class StoredType {
  boolean,
  uint8,
  int8,
  int16,
  int32,
  int64,
  float16,
  bfloat16,
  float32,
  float64
};

// Returns the name in the file, for example "F16".
const char* stored_type_name(StoredType type);
// Returns the size of one element in bytes.
size_t stored_type_size(StoredType type);

// Where one tensor lies in the file, checked against the file's size.
struct StoredTensor {
  StoredType type = StoredType::float32;
  std::vector<int64_t> shape;
  uint64_t offset = 0;  // from the beginning of the file
  uint64_t bytes = 0;
};

// All that the header of a safetensors file says.
struct SafetensorsHeader {
  std::map<std::string, std::string> metadata;
  std::map<std::string, StoredTensor> tensors;
};

// Reads and checks the header of a file of `size` bytes at `file`. `path` is for messages only.
// Throws bad_weights when anything in it is not as the format says; the tensors of a header that is
// returned lie inside the file, do not overlap and have exactly the bytes that their shapes ask
// for. Memory used is in proportion to the header's true length, never to a number written in it.
SafetensorsHeader parse_safetensors(const uint8_t* file, size_t size, const std::string& path);

// Returns a name from a file so that it can be printed: in quotes, cut when long, with "?" for
// control characters.
std::string shown_name(const std::string& name);

}  // namespace clipdraw
