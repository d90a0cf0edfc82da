// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "weights/archive.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include <ATen/ATen.h>

#include "base/error.hpp"
#include "weights/safetensors.hpp"

namespace clipdraw {

namespace {

// A file mapped into memory. Pages are private: even a write by mistake never reaches the file.
class Mapping {
 public:
  explicit Mapping(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
      const int error = errno;
      fail(error == ENOENT || error == ENOTDIR ? Status::not_found : Status::io,
           "{}: cannot be opened: {}", path, std::strerror(error));
    }
    struct stat info {};
    const bool regular = fstat(descriptor, &info) == 0 && S_ISREG(info.st_mode);
    int error = 0;
    if (regular && info.st_size > 0) {
      size_ = static_cast<size_t>(info.st_size);
      void* address = mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_PRIVATE, descriptor, 0);
      if (address == MAP_FAILED) {
        error = errno;
      } else {
        bytes_ = static_cast<uint8_t*>(address);
      }
    }
    close(descriptor);
    if (!regular) fail(Status::io, "{}: not a regular file", path);
    if (error != 0) fail(Status::io, "{}: cannot be mapped: {}", path, std::strerror(error));
  }
  ~Mapping() {
    if (bytes_ != nullptr) munmap(bytes_, size_);
  }
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;

  uint8_t* bytes() const { return bytes_; }
  size_t size() const { return size_; }

 private:
  uint8_t* bytes_ = nullptr;
  size_t size_ = 0;
};

at::ScalarType scalar_type(StoredType type) {
  switch (type) {
    case StoredType::boolean: return at::kBool;
    case StoredType::uint8: return at::kByte;
    case StoredType::int8: return at::kChar;
    case StoredType::int16: return at::kShort;
    case StoredType::int32: return at::kInt;
    case StoredType::int64: return at::kLong;
    case StoredType::float16: return at::kHalf;
    case StoredType::bfloat16: return at::kBFloat16;
    case StoredType::float32: return at::kFloat;
    case StoredType::float64: return at::kDouble;
  }
  fail(Status::internal, "stored type {} has no tensor type", static_cast<int>(type));
}

}  // namespace

struct Archive::Contents {
  explicit Contents(const std::string& file)
      : path(file),
        folder(std::filesystem::path(file).parent_path().string()),
        files{file},
        mapping(file),
        header(parse_safetensors(mapping.bytes(), mapping.size(), file)) {
    if (folder.empty()) folder = ".";
  }

  const StoredTensor& find(const std::string& name) const {
    const auto found = header.tensors.find(name);
    if (found == header.tensors.end()) {
      fail(Status::bad_weights, "{}: tensor {}: not in the file", path, shown_name(name));
    }
    return found->second;
  }

  std::string path;
  std::string folder;
  std::vector<std::string> files;
  Mapping mapping;
  SafetensorsHeader header;
};

const char* archive_format_name(ArchiveFormat format) {
  switch (format) {
    case ArchiveFormat::safetensors: return "safetensors";
    case ArchiveFormat::torchscript: return "torchscript";
    case ArchiveFormat::pickle: return "pickle";
  }
  return "unknown";
}

Archive::Archive(std::shared_ptr<const Contents> contents) : contents_(std::move(contents)) {}

Archive Archive::open(const std::string& path) {
  return Archive(std::make_shared<const Contents>(path));
}

ArchiveFormat Archive::format() const { return ArchiveFormat::safetensors; }

const std::string& Archive::folder() const { return contents_->folder; }

const std::vector<std::string>& Archive::files() const { return contents_->files; }

const std::string& Archive::path() const { return contents_->path; }

const std::map<std::string, std::string>& Archive::metadata() const {
  return contents_->header.metadata;
}

std::vector<std::string> Archive::names() const {
  std::vector<std::string> names;
  for (const auto& entry : contents_->header.tensors) names.push_back(entry.first);
  return names;
}

bool Archive::contains(const std::string& name) const {
  return contents_->header.tensors.count(name) != 0;
}

std::vector<int64_t> Archive::shape(const std::string& name) const {
  return contents_->find(name).shape;
}

at::Tensor Archive::tensor(const std::string& name) const {
  const StoredTensor& stored = contents_->find(name);
  const at::ScalarType type = scalar_type(stored.type);
  if (stored.bytes == 0) return at::empty(stored.shape, type);
  uint8_t* data = contents_->mapping.bytes() + stored.offset;
  if (stored.type == StoredType::boolean &&
      std::any_of(data, data + stored.bytes, [](uint8_t value) { return value > 1; })) {
    fail(Status::bad_weights, "{}: tensor {}: a BOOL value is neither 0 nor 1", path(),
         shown_name(name));
  }
  if (reinterpret_cast<uintptr_t>(data) % stored_type_size(stored.type) != 0) {
    // Files need not align their tensors, but reading through a misaligned pointer is not allowed.
    at::Tensor copy = at::empty(stored.shape, type);
    std::memcpy(copy.data_ptr(), data, stored.bytes);
    return copy;
  }
  return at::from_blob(
      data, stored.shape, [keep = contents_](void*) {}, type);
}

}  // namespace clipdraw
