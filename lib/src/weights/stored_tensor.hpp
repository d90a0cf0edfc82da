// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "weights/archive.hpp"
#include "weights/mapped_file.hpp"

namespace clipdraw {

// Element types that are read and written.
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

// Returns the name in a safetensors file, for example "F16".
const char* stored_type_name(StoredType type);
// Returns the size of one element in bytes.
size_t stored_type_size(StoredType type);

// Returns the type with that name in a safetensors file ("F16") or among torch's storages
// ("HalfStorage"), or nothing.
std::optional<StoredType> stored_type_named(std::string_view name);

// Where one tensor lies in a file, checked against the file's size.
struct StoredTensor {
  StoredType type = StoredType::float32;
  std::vector<int64_t> shape;
  std::vector<int64_t> strides;  // in elements; empty: contiguous
  uint64_t offset = 0;           // of its first element, from the beginning of the file
  uint64_t bytes = 0;            // from its first element to behind its last; 0: no elements
  std::shared_ptr<const MappedFile> file;
};

// What a reader makes of a file: everything that an Archive knows but the path.
struct ArchiveContents {
  ArchiveFormat format = ArchiveFormat::safetensors;
  std::vector<std::string> files;
  std::map<std::string, std::string> metadata;
  std::map<std::string, StoredTensor> tensors;
};

// Returns a name from a file so that it can be printed: in quotes, cut when long, with "?" for
// control characters.
std::string shown_name(const std::string& name);

}  // namespace clipdraw
