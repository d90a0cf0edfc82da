// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "weights/stored_tensor.hpp"

#include <algorithm>
#include <array>

namespace clipdraw {

namespace {

constexpr size_t kMaxShownName = 120;

struct TypeRow {
  StoredType type;
  const char* name;     // in safetensors
  const char* storage;  // class of torch that holds it
  size_t size;
};

constexpr std::array<TypeRow, 10> kTypes{{
    {StoredType::boolean, "BOOL", "BoolStorage", 1},
    {StoredType::uint8, "U8", "ByteStorage", 1},
    {StoredType::int8, "I8", "CharStorage", 1},
    {StoredType::int16, "I16", "ShortStorage", 2},
    {StoredType::int32, "I32", "IntStorage", 4},
    {StoredType::int64, "I64", "LongStorage", 8},
    {StoredType::float16, "F16", "HalfStorage", 2},
    {StoredType::bfloat16, "BF16", "BFloat16Storage", 2},
    {StoredType::float32, "F32", "FloatStorage", 4},
    {StoredType::float64, "F64", "DoubleStorage", 8},
}};

const TypeRow& row_of(StoredType type) {
  return *std::find_if(kTypes.begin(), kTypes.end(),
                       [&](const TypeRow& row) { return row.type == type; });
}

}  // namespace

const char* stored_type_name(StoredType type) { return row_of(type).name; }

size_t stored_type_size(StoredType type) { return row_of(type).size; }

std::optional<StoredType> stored_type_named(std::string_view name) {
  for (const TypeRow& row : kTypes) {
    if (name == row.name || name == row.storage) return row.type;
  }
  return std::nullopt;
}

std::string shown_name(const std::string& name) {
  std::string text = name.substr(0, kMaxShownName);
  if (text.size() < name.size()) {
    // Not in the middle of a UTF-8 sequence.
    while (!text.empty() && (static_cast<unsigned char>(name[text.size()]) & 0xC0) == 0x80)
      text.pop_back();
    text += "...";
  }
  for (char& letter : text) {
    const auto code = static_cast<unsigned char>(letter);
    if (code < 0x20 || code == 0x7F) letter = '?';
  }
  return "\"" + text + "\"";
}

}  // namespace clipdraw
