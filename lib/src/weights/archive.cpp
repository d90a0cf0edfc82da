// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "weights/archive.hpp"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <set>

#include <ATen/ATen.h>

#include "base/error.hpp"
#include "weights/file_kind.hpp"
#include "weights/folder.hpp"
#include "weights/pickle_archive.hpp"
#include "weights/safetensors.hpp"
#include "weights/shards.hpp"
#include "weights/stored_tensor.hpp"

namespace clipdraw {

namespace {

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

ArchiveContents read_file_of(FileKind kind, const std::shared_ptr<const MappedFile>& file) {
  switch (kind) {
    case FileKind::safetensors: return read_safetensors(file);
    case FileKind::zip: return read_torch_zip(file);
    case FileKind::old_pickle: return read_old_pickle(file);
    case FileKind::shard_index: break;
  }
  fail(Status::bad_weights, "{}: an index of shards where one file of weights is expected",
       file->path());
}

ArchiveContents read_any(const std::shared_ptr<const MappedFile>& file) {
  const FileKind kind = file_kind(*file);
  if (kind != FileKind::shard_index) return read_file_of(kind, file);
  return read_shards(file, [](const std::shared_ptr<const MappedFile>& shard) {
    return read_file_of(file_kind(*shard), shard);
  });
}

}  // namespace

struct Archive::Contents : ArchiveContents {
  Contents(ArchiveContents contents, std::string given, std::string where)
      : ArchiveContents(std::move(contents)), path(std::move(given)), folder(std::move(where)) {
    std::sort(files.begin(), files.end());
  }

  const StoredTensor& find(const std::string& name) const {
    const auto found = tensors.find(name);
    if (found == tensors.end()) {
      fail(Status::bad_weights, "{}: tensor {}: not in the file", path, shown_name(name));
    }
    return found->second;
  }

  std::string path;
  std::string folder;
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
  std::error_code ignored;
  const bool is_folder = std::filesystem::is_directory(path, ignored);
  const std::string chosen = is_folder ? weights_in_folder(path) : path;
  std::string folder = std::filesystem::path(chosen).parent_path().string();
  if (folder.empty()) folder = ".";
  return Archive(std::make_shared<const Contents>(
      read_any(std::make_shared<const MappedFile>(chosen)), path, folder));
}

ArchiveFormat Archive::format() const { return contents_->format; }

const std::string& Archive::path() const { return contents_->path; }

const std::string& Archive::folder() const { return contents_->folder; }

const std::vector<std::string>& Archive::files() const { return contents_->files; }

const std::map<std::string, std::string>& Archive::metadata() const { return contents_->metadata; }

std::vector<std::string> Archive::names() const {
  std::vector<std::string> names;
  for (const auto& entry : contents_->tensors) names.push_back(entry.first);
  return names;
}

bool Archive::contains(const std::string& name) const {
  return contents_->tensors.count(name) != 0;
}

std::vector<int64_t> Archive::shape(const std::string& name) const {
  return contents_->find(name).shape;
}

at::Tensor Archive::tensor(const std::string& name) const {
  const StoredTensor& stored = contents_->find(name);
  const at::ScalarType type = scalar_type(stored.type);
  if (stored.bytes == 0) return at::empty(stored.shape, type);
  uint8_t* data = stored.file->bytes() + stored.offset;
  if (stored.type == StoredType::boolean &&
      std::any_of(data, data + stored.bytes, [](uint8_t value) { return value > 1; })) {
    fail(Status::bad_weights, "{}: tensor {}: a BOOL value is neither 0 nor 1", path(),
         shown_name(name));
  }
  const size_t width = stored_type_size(stored.type);
  at::Tensor values;
  if (reinterpret_cast<uintptr_t>(data) % width != 0) {
    // Files need not align their tensors, but reading through a misaligned pointer is not allowed.
    values = at::empty({static_cast<int64_t>(stored.bytes / width)}, type);
    std::memcpy(values.data_ptr(), data, stored.bytes);
  } else {
    values = at::from_blob(
        data, {static_cast<int64_t>(stored.bytes / width)}, [keep = stored.file](void*) {}, type);
  }
  return stored.strides.empty() ? values.view(stored.shape)
                                : values.as_strided(stored.shape, stored.strides);
}

void Archive::let_go() const {
  std::set<const MappedFile*> files;
  for (const auto& [name, stored] : contents_->tensors) files.insert(stored.file.get());
  files.erase(nullptr);
  for (const MappedFile* file : files) file->let_go();
}

}  // namespace clipdraw
