// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <cstdint>
#include <cstring>

#include <nlohmann/json.hpp>

#include <ATen/ATen.h>

#include "base/error.hpp"
#include "base/file.hpp"
#include "weights/archive.hpp"
#include "weights/stored_tensor.hpp"

namespace clipdraw {

namespace {

StoredType stored_type(const std::string& path, const std::string& name, at::ScalarType type) {
  switch (type) {
    case at::kBool: return StoredType::boolean;
    case at::kByte: return StoredType::uint8;
    case at::kChar: return StoredType::int8;
    case at::kShort: return StoredType::int16;
    case at::kInt: return StoredType::int32;
    case at::kLong: return StoredType::int64;
    case at::kHalf: return StoredType::float16;
    case at::kBFloat16: return StoredType::bfloat16;
    case at::kFloat: return StoredType::float32;
    case at::kDouble: return StoredType::float64;
    default: break;
  }
  fail(Status::unsupported, "{}: tensor {}: {} cannot be stored", path, shown_name(name),
       at::toString(type));
}

struct Item {
  std::string name;
  StoredType type;
  at::Tensor data;  // contiguous, on the CPU
};

}  // namespace

void write_archive(const std::string& path, const std::map<std::string, at::Tensor>& tensors,
                   const std::map<std::string, std::string>& metadata) {
  std::vector<Item> items;
  for (const auto& [name, tensor] : tensors) {
    if (!tensor.defined())
      fail(Status::invalid_argument, "{}: tensor {}: it is undefined", path, shown_name(name));
    items.push_back(
        {name, stored_type(path, name, tensor.scalar_type()), tensor.detach().cpu().contiguous()});
  }
  // Wide elements first, so that every tensor is aligned; within one width by name.
  std::stable_sort(items.begin(), items.end(), [](const Item& a, const Item& b) {
    return stored_type_size(a.type) > stored_type_size(b.type);
  });

  nlohmann::ordered_json header = nlohmann::ordered_json::object();
  if (!metadata.empty()) header["__metadata__"] = metadata;
  uint64_t offset = 0;
  for (const Item& item : items) {
    const uint64_t end = offset + item.data.nbytes();
    header[item.name] = {{"dtype", stored_type_name(item.type)},
                         {"shape", item.data.sizes().vec()},
                         {"data_offsets", {offset, end}}};
    offset = end;
  }
  std::string text;
  try {
    text = header.dump();
  } catch (const nlohmann::json::exception& error) {
    fail(Status::invalid_argument, "{}: a name or the metadata is not UTF-8: {}", path,
         error.what());
  }
  text.append((8 - text.size() % 8) % 8, ' ');

  std::string file;
  file.reserve(8 + text.size() + offset);
  for (int i = 0; i < 8; ++i) file.push_back(static_cast<char>(uint64_t{text.size()} >> (8 * i)));
  file += text;
  for (const Item& item : items) {
    file.append(static_cast<const char*>(item.data.data_ptr()), item.data.nbytes());
  }
  write_file_atomic(path, file);
}

}  // namespace clipdraw
