// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "weights/safetensors.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/error.hpp"

namespace clipdraw {

namespace {

constexpr size_t kLengthBytes = 8;
constexpr uint64_t kMaxHeaderBytes = 100'000'000;  // the format's own limit
constexpr size_t kMaxDimensions = 8;
constexpr const char* kMetadataKey = "__metadata__";

// One tensor as the header describes it, before any check.
struct Description {
  std::optional<StoredType> type;
  std::optional<std::vector<uint64_t>> shape;
  std::optional<std::vector<uint64_t>> offsets;
};

// Receives the header's JSON piece by piece. A document tree is never built, so nesting cannot go
// deep and a repeated name is seen.
class HeaderReader : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit HeaderReader(const std::string& path) : path_(path) {}

  std::map<std::string, std::string> metadata;
  std::map<std::string, Description> tensors;

  bool null() override { unexpected("null"); }
  bool boolean(bool) override { unexpected("a truth value"); }
  bool number_integer(number_integer_t) override { unexpected("a negative number"); }
  bool number_float(number_float_t, const string_t&) override {
    unexpected("a number that is not a 64-bit integer");
  }
  bool binary(binary_t&) override { unexpected("binary data"); }

  bool number_unsigned(number_unsigned_t value) override {
    if (place_ != Place::array) unexpected("a number");
    std::vector<uint64_t>& list = *(field_ == "shape" ? current_->shape : current_->offsets);
    const size_t most = field_ == "shape" ? kMaxDimensions : 2;
    if (list.size() == most) {
      fail(Status::bad_weights, "{}: tensor {}: \"{}\" holds more than {} numbers", path_,
           shown_name(name_), field_, most);
    }
    list.push_back(value);
    return true;
  }

  bool string(string_t& value) override {
    if (place_ == Place::metadata) {
      if (!metadata.emplace(field_, value).second) repeated("metadata entry", field_);
      return true;
    }
    if (place_ != Place::tensor || field_ != "dtype") unexpected("a string");
    current_->type = stored_type_named(value);
    if (!current_->type) {
      fail(Status::bad_weights,
           "{}: tensor {}: unknown dtype {}, known are BOOL U8 I8 I16 I32 I64 F16 BF16 F32 F64",
           path_, shown_name(name_), shown_name(value));
    }
    return true;
  }

  bool key(string_t& value) override {
    if (place_ == Place::names) {
      name_ = value;
      return true;
    }
    field_ = value;
    if (place_ == Place::metadata) return true;
    const bool again = (value == "dtype" && current_->type) ||
                       (value == "shape" && current_->shape) ||
                       (value == "data_offsets" && current_->offsets);
    if (again) repeated("field", value);
    if (value != "dtype" && value != "shape" && value != "data_offsets") {
      fail(Status::bad_weights, "{}: tensor {}: unknown field {}", path_, shown_name(name_),
           shown_name(value));
    }
    return true;
  }

  bool start_object(size_t) override {
    if (place_ == Place::outside) {
      place_ = Place::names;
    } else if (place_ == Place::names && name_ == kMetadataKey) {
      if (std::exchange(seen_metadata_, true)) repeated("name", name_);
      place_ = Place::metadata;
    } else if (place_ == Place::names) {
      const auto [entry, fresh] = tensors.emplace(name_, Description());
      if (!fresh) repeated("name", name_);
      current_ = &entry->second;
      place_ = Place::tensor;
    } else {
      unexpected("an object");
    }
    return true;
  }

  bool end_object() override {
    place_ = place_ == Place::names ? Place::outside : Place::names;
    return true;
  }

  bool start_array(size_t) override {
    if (place_ != Place::tensor || field_ == "dtype") unexpected("a list");
    (field_ == "shape" ? current_->shape : current_->offsets).emplace();
    place_ = Place::array;
    return true;
  }

  bool end_array() override {
    place_ = Place::tensor;
    return true;
  }

  bool parse_error(size_t position, const std::string&,
                   const nlohmann::detail::exception& error) override {
    // The library's own words may quote the file's bytes, so only their beginning is used.
    fail(Status::bad_weights, "{}: the header is not valid JSON at byte {}: {}", path_, position,
         shown_name(error.what()));
  }

 private:
  enum class Place { outside, names, metadata, tensor, array };

  [[noreturn]] void unexpected(const char* what) const {
    if (name_.empty())
      fail(Status::bad_weights, "{}: the header holds {} where none belongs", path_, what);
    fail(Status::bad_weights, "{}: tensor {}: the header holds {} where none belongs", path_,
         shown_name(name_), what);
  }
  [[noreturn]] void repeated(const char* what, const std::string& name) const {
    fail(Status::bad_weights, "{}: the header has the {} {} twice", path_, what, shown_name(name));
  }

  const std::string& path_;
  Place place_ = Place::outside;
  std::string name_;
  std::string field_;
  Description* current_ = nullptr;
  bool seen_metadata_ = false;
};

uint64_t read_length(const uint8_t* bytes) {
  uint64_t value = 0;
  for (size_t i = 0; i < kLengthBytes; ++i) value |= uint64_t{bytes[i]} << (8 * i);
  return value;
}

// Checks one description against the data that the file has, and places it in the file.
StoredTensor place(const std::shared_ptr<const MappedFile>& file, const std::string& name,
                   const Description& description, uint64_t data_start) {
  const std::string& path = file->path();
  const uint64_t data_bytes = file->size() - data_start;
  const auto wrong = [&](const std::string& text) {
    fail(Status::bad_weights, "{}: tensor {}: {}", path, shown_name(name), text);
  };
  if (!description.type) wrong("no \"dtype\"");
  if (!description.shape) wrong("no \"shape\"");
  if (!description.offsets || description.offsets->size() != 2)
    wrong("no pair of \"data_offsets\"");

  StoredTensor tensor;
  tensor.type = *description.type;
  uint64_t bytes = stored_type_size(tensor.type);
  bool empty = false;
  for (const uint64_t size : *description.shape) {
    // A zero does not excuse a product that is too large: strides are computed without it.
    constexpr auto kMost = static_cast<uint64_t>(std::numeric_limits<int64_t>::max());
    if (size > kMost || (size > 0 && bytes > kMost / size)) {
      wrong(fmt::format("the shape [{}] is too large", fmt::join(*description.shape, ", ")));
    }
    if (size == 0) empty = true;
    bytes *= std::max<uint64_t>(size, 1);
    tensor.shape.push_back(static_cast<int64_t>(size));
  }
  if (empty) bytes = 0;

  const uint64_t begin = (*description.offsets)[0];
  const uint64_t end = (*description.offsets)[1];
  if (begin > end) wrong(fmt::format("it ends at byte {} before it begins at {}", end, begin));
  if (end > data_bytes) {
    wrong(
        fmt::format("it ends at byte {} of the data, but the file has only {}: it is cut "
                    "short, fetch it again",
                    end, data_bytes));
  }
  if (end - begin != bytes) {
    wrong(fmt::format("{} [{}] takes {} bytes, but the header gives it {}",
                      stored_type_name(tensor.type), fmt::join(*description.shape, ", "), bytes,
                      end - begin));
  }
  tensor.offset = data_start + begin;
  tensor.bytes = bytes;
  tensor.file = file;
  return tensor;
}

// Checks that the tensors fill the data with no gap and no overlap, as the format asks.
void check_layout(const std::string& path, const std::map<std::string, StoredTensor>& tensors,
                  uint64_t data_start, uint64_t file_bytes) {
  std::vector<std::pair<const std::string*, const StoredTensor*>> order;
  order.reserve(tensors.size());
  for (const auto& [name, tensor] : tensors) order.emplace_back(&name, &tensor);
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    return std::pair(a.second->offset, a.second->bytes) <
           std::pair(b.second->offset, b.second->bytes);
  });
  uint64_t reached = data_start;
  const std::string* before = nullptr;
  for (const auto& [name, tensor] : order) {
    if (tensor->offset < reached) {
      fail(Status::bad_weights, "{}: tensor {}: it overlaps tensor {}", path, shown_name(*name),
           shown_name(*before));
    }
    if (tensor->offset > reached) {
      fail(Status::bad_weights, "{}: tensor {}: {} bytes before it belong to no tensor", path,
           shown_name(*name), tensor->offset - reached);
    }
    reached = tensor->offset + tensor->bytes;
    before = name;
  }
  if (reached != file_bytes) {
    fail(Status::bad_weights, "{}: {} bytes at the end belong to no tensor", path,
         file_bytes - reached);
  }
}

}  // namespace

ArchiveContents read_safetensors(const std::shared_ptr<const MappedFile>& file) {
  const std::string& path = file->path();
  const uint64_t size = file->size();
  if (size < kLengthBytes + 2) {
    fail(Status::bad_weights, "{}: {} bytes are too few for a safetensors file; fetch it again",
         path, size);
  }
  const uint64_t header_bytes = read_length(file->bytes());
  if (header_bytes > kMaxHeaderBytes || header_bytes > size - kLengthBytes) {
    fail(Status::bad_weights,
         "{}: the safetensors header says that it takes {} bytes, the file has {}: it is cut short "
         "or damaged; fetch it again",
         path, header_bytes, size);
  }
  const uint8_t* first = file->bytes() + kLengthBytes;
  const uint8_t* last = first + header_bytes;
  if (first == last || *first != '{') {
    fail(Status::bad_weights, "{}: the header does not begin with \"{{\": not a safetensors file",
         path);
  }
  if (std::find(first, last, uint8_t{0}) != last) {
    // The JSON reader takes a zero byte for the end of its input.
    fail(Status::bad_weights, "{}: the header is not valid JSON: it holds a zero byte", path);
  }
  HeaderReader reader(path);
  nlohmann::json::sax_parse(first, last, &reader);

  ArchiveContents contents;
  contents.format = ArchiveFormat::safetensors;
  contents.files = {path};
  contents.metadata = std::move(reader.metadata);
  const uint64_t data_start = kLengthBytes + header_bytes;
  for (const auto& [name, description] : reader.tensors) {
    contents.tensors.emplace(name, place(file, name, description, data_start));
  }
  check_layout(path, contents.tensors, data_start, size);
  return contents;
}

}  // namespace clipdraw
