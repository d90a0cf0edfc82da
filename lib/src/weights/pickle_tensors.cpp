// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

// How tensors stand in a pickle of torch.save, and in a TorchScript archive, is written down in
// torch/_utils.py (_rebuild_*) and torch/serialization.py (persistent_id).

#include "weights/pickle_tensors.hpp"

#include <algorithm>
#include <limits>

#include "base/error.hpp"

namespace clipdraw {

namespace {

constexpr size_t kMaxDimensions = 8;
constexpr uint64_t kMostRepeated = uint64_t{1} << 20;

// Returns the arguments of a call of torch._utils.<name>, or nothing.
const std::vector<PickleRef>* arguments_of(const Pickle& pickle, PickleRef ref,
                                           std::string_view name) {
  const PickleValue& value = pickle[ref];
  if (value.kind != PickleKind::object) return nullptr;
  const PickleValue& callee = pickle[value.callee];
  const bool named = callee.kind == PickleKind::global && callee.name == name &&
                     (callee.text == "torch._utils" || callee.text == "torch._tensor");
  return named ? &pickle[value.arguments].items : nullptr;
}

bool is_tuple(const PickleValue& value) {
  return value.kind == PickleKind::tuple || value.kind == PickleKind::list;
}

std::optional<std::vector<int64_t>> numbers(const Pickle& pickle, PickleRef ref) {
  const PickleValue& value = pickle[ref];
  if (!is_tuple(value)) return std::nullopt;
  std::vector<int64_t> list;
  for (const PickleRef item : value.items) {
    if (pickle[item].kind != PickleKind::integer || pickle[item].number < 0) return std::nullopt;
    list.push_back(pickle[item].number);
  }
  return list;
}

// Follows the calls that make a Parameter of a tensor to the tensor.
PickleRef unwrap(const Pickle& pickle, PickleRef ref) {
  constexpr int kMostWraps = 8;
  for (int i = 0; i < kMostWraps; ++i) {
    if (const auto* parameter = arguments_of(pickle, ref, "_rebuild_parameter");
        parameter != nullptr && !parameter->empty()) {
      ref = parameter->front();
    } else if (const auto* stateful = arguments_of(pickle, ref, "_rebuild_parameter_with_state");
               stateful != nullptr && !stateful->empty()) {
      ref = stateful->front();
    } else {
      break;
    }
  }
  return ref;
}

// Returns how many elements lie between the first and behind the last of a strided tensor; nothing
// when that exceeds `most`. No size may be 0.
std::optional<uint64_t> extent(const std::vector<int64_t>& shape,
                               const std::vector<int64_t>& strides, uint64_t most) {
  uint64_t last = 0;
  for (size_t i = 0; i < shape.size(); ++i) {
    const auto steps = static_cast<uint64_t>(shape[i]) - 1;
    const auto stride = static_cast<uint64_t>(strides[i]);
    if (steps > 0 && stride > most / steps) return std::nullopt;
    last += steps * stride;
    if (last >= most) return std::nullopt;
  }
  if (most == 0) return std::nullopt;
  return last + 1;
}

// Returns the product of the sizes that are not 0, or nothing when it exceeds `most`.
std::optional<uint64_t> element_count(const std::vector<int64_t>& shape, uint64_t most) {
  uint64_t count = 1;
  for (const int64_t size : shape) {
    if (size == 0) continue;
    if (static_cast<uint64_t>(size) > most / count) return std::nullopt;
    count *= static_cast<uint64_t>(size);
  }
  return count;
}

bool is_contiguous(const std::vector<int64_t>& shape, const std::vector<int64_t>& strides) {
  int64_t expected = 1;
  for (size_t i = shape.size(); i-- > 0;) {
    if (shape[i] == 1) continue;
    if (strides[i] != expected) return false;
    expected *= shape[i];
  }
  return true;
}

}  // namespace

std::optional<StorageId> storage_id(const Pickle& pickle, PickleRef ref) {
  // ("storage", torch.FloatStorage, key, place, elements), and in old files a sixth entry:
  // None or (key of the view, offset, elements of the view).
  if (pickle[ref].kind != PickleKind::persistent) return std::nullopt;
  const PickleValue& id = pickle[pickle[ref].arguments];
  if (!is_tuple(id) || id.items.size() < 5 || pickle.text(id.items[0]) != "storage")
    return std::nullopt;
  const PickleValue& type = pickle[id.items[1]];
  const PickleValue& elements = pickle[id.items[4]];
  if (type.kind != PickleKind::global || pickle[id.items[2]].kind != PickleKind::text ||
      elements.kind != PickleKind::integer || elements.number < 0)
    return std::nullopt;
  StorageId storage;
  storage.class_name = type.name;
  storage.key = pickle.text(id.items[2]);
  storage.elements = static_cast<uint64_t>(elements.number);
  if (id.items.size() > 5 && is_tuple(pickle[id.items[5]])) {
    const PickleValue& view = pickle[id.items[5]];
    if (view.items.size() != 3 || pickle[view.items[1]].kind != PickleKind::integer ||
        pickle[view.items[1]].number < 0)
      return std::nullopt;
    storage.view_offset = static_cast<uint64_t>(pickle[view.items[1]].number);
  }
  return storage;
}

std::optional<StoredTensor> read_tensor(const Pickle& pickle, PickleRef ref,
                                        const std::string& name,
                                        const std::shared_ptr<const MappedFile>& file,
                                        const FindStorage& find_storage) {
  // _rebuild_tensor_v2(storage, offset, shape, strides, requires_grad, hooks); the first version
  // ends after the strides.
  ref = unwrap(pickle, ref);
  const auto* arguments = arguments_of(pickle, ref, "_rebuild_tensor_v2");
  if (arguments == nullptr) arguments = arguments_of(pickle, ref, "_rebuild_tensor");
  if (arguments == nullptr || arguments->size() < 4) return std::nullopt;
  const auto storage = storage_id(pickle, (*arguments)[0]);
  if (!storage) return std::nullopt;
  const std::optional<StoredType> type = stored_type_named(storage->class_name);
  if (!type) return std::nullopt;  // complex or quantized: nothing here takes such a tensor

  const auto wrong = [&](const std::string& text) {
    fail(Status::bad_weights, "{}: tensor {}: {}; the file is damaged, fetch it again",
         file->path(), shown_name(name), text);
  };
  auto shape = numbers(pickle, (*arguments)[2]);
  auto strides = numbers(pickle, (*arguments)[3]);
  const PickleValue& offset = pickle[(*arguments)[1]];
  if (!shape || !strides || shape->size() != strides->size() || shape->size() > kMaxDimensions ||
      offset.kind != PickleKind::integer || offset.number < 0) {
    wrong("its offset, shape or strides are not such");
  }
  const uint64_t width = stored_type_size(*type);
  const auto [begin, bytes] = find_storage(storage->key);
  const uint64_t elements = bytes / width;
  constexpr auto kMostElements = static_cast<uint64_t>(std::numeric_limits<int64_t>::max()) / 16;
  const auto count = element_count(*shape, kMostElements);
  if (!count) wrong(fmt::format("the shape [{}] is too large", fmt::join(*shape, ", ")));

  StoredTensor tensor;
  tensor.type = *type;
  tensor.shape = *shape;
  tensor.file = file;
  if (std::find(shape->begin(), shape->end(), 0) != shape->end()) return tensor;
  const uint64_t first = static_cast<uint64_t>(offset.number);
  const uint64_t skipped = storage->view_offset + first;
  const uint64_t left = skipped < elements ? elements - skipped : 0;
  const auto reach = extent(*shape, *strides, left);
  if (!reach) {
    wrong(
        fmt::format("shape [{}] with strides [{}] from element {} does not lie in the {} "
                    "elements of its storage",
                    fmt::join(*shape, ", "), fmt::join(*strides, ", "), first, elements));
  }
  // A tensor that repeats elements must not ask for much more memory than the file takes.
  if (*count > std::max<uint64_t>(file->size(), kMostRepeated)) {
    fail(Status::unsupported,
         "{}: tensor {}: [{}] repeats the {} elements of its storage too often", file->path(),
         shown_name(name), fmt::join(*shape, ", "), elements);
  }
  if (!is_contiguous(*shape, *strides)) tensor.strides = *strides;
  tensor.offset = begin + skipped * width;
  tensor.bytes = *reach * width;
  return tensor;
}

}  // namespace clipdraw
