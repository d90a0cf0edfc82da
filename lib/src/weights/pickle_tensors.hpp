// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "weights/pickle_reader.hpp"
#include "weights/stored_tensor.hpp"

namespace clipdraw {

// What a pickle says of one of torch's storages, which lie beside it.
struct StorageId {
  std::string_view class_name;  // "FloatStorage"
  std::string_view key;
  uint64_t elements = 0;
  uint64_t view_offset = 0;  // in elements; old files give storages that are a part of another one
};

// Returns what a persistent value stands for, or nothing when it is not a storage.
std::optional<StorageId> storage_id(const Pickle& pickle, PickleRef value);

// Where a storage lies in the file: offset and bytes. Throws bad_weights for an unknown key.
using FindStorage = std::function<std::pair<uint64_t, uint64_t>(std::string_view key)>;

// The tensors of a pickle's state dict by their full names, and the modules that hold them.
struct StateDict {
  std::map<std::string, StoredTensor> tensors;
  std::vector<std::pair<std::string, std::string>> modules;  // TorchScript: path, type
};

// Looks for the state dict in a pickle: {"state_dict": ...} and the like are unwrapped, nested
// dicts and modules become names with dots, "module." before every name is dropped, and so is all
// that is no tensor. Throws bad_weights when there is no tensor, naming what the pickle wanted
// called, or when a tensor does not lie in its storage.
StateDict read_state_dict(const Pickle& pickle, const std::shared_ptr<const MappedFile>& file,
                          const FindStorage& find_storage);

// Returns a tensor that stands in a pickle, or nothing when the value is none. `name` is for
// messages.
std::optional<StoredTensor> read_tensor(const Pickle& pickle, PickleRef value,
                                        const std::string& name,
                                        const std::shared_ptr<const MappedFile>& file,
                                        const FindStorage& find_storage);

// Throws the error for a pickle that holds no tensors.
[[noreturn]] void no_tensors(const Pickle& pickle, const std::string& path);

}  // namespace clipdraw
