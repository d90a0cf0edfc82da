// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "weights/pickle_archive.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "weights/bytes.hpp"
#include "weights/torchscript_archive.hpp"

namespace clipdraw {

namespace {

// 0x1950a86a20f9469cfc6c and 1001: torch/serialization.py, MAGIC_NUMBER and PROTOCOL_VERSION.
constexpr std::string_view kOldMagic("\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19", 10);
constexpr int64_t kOldProtocol = 1001;

// Bytes of an element of the storages that have no StoredType.
uint64_t element_bytes(std::string_view storage) {
  if (const auto type = stored_type_named(storage)) return stored_type_size(*type);
  constexpr std::array<std::pair<std::string_view, uint64_t>, 6> kOthers{{
      {"ComplexFloatStorage", 8},
      {"ComplexDoubleStorage", 16},
      {"QInt8Storage", 1},
      {"QUInt8Storage", 1},
      {"QInt32Storage", 4},
      {"UntypedStorage", 1},
  }};
  for (const auto& [name, bytes] : kOthers) {
    if (name == storage) return bytes;
  }
  return 0;
}

ArchiveContents contents_of(const Pickle& pickle, const std::shared_ptr<const MappedFile>& file,
                            const FindStorage& find_storage) {
  ArchiveContents contents;
  contents.format = ArchiveFormat::pickle;
  contents.files = {file->path()};
  contents.tensors = read_state_dict(pickle, file, find_storage).tensors;
  return contents;
}

// Returns what stands before "data.pkl" in the archive's names: the folder that PyTorch wrote.
std::string root_of(const ZipReader& zip) {
  constexpr std::string_view kPickle = "data.pkl";
  for (const auto& item : zip.entries()) {
    const std::string& name = item.first;
    const size_t slash = name.find('/');
    const size_t begin = slash == std::string::npos ? 0 : slash + 1;
    if (name.compare(begin, std::string::npos, kPickle) == 0) return name.substr(0, begin);
  }
  std::string found;
  for (const auto& item : zip.entries()) {
    if (found.size() > 100) {
      found += " ...";
      break;
    }
    found += (found.empty() ? "" : ", ") + shown_name(item.first);
  }
  fail(Status::unsupported,
       "{}: a zip archive with {} and no data.pkl, so not one of PyTorch; unpack it and give the "
       "file of weights in it",
       zip.file()->path(), found.empty() ? "nothing in it" : found);
}

// The place of every storage behind the pickles of an old file, in the order of `keys`.
std::map<std::string, std::pair<uint64_t, uint64_t>, std::less<>> old_storages(
    const Pickle& pickle, const Pickle& keys, uint64_t at, const MappedFile& file) {
  std::map<std::string_view, uint64_t> widths;
  for (PickleRef ref = 0; ref < pickle.size(); ++ref) {
    if (const auto storage = storage_id(pickle, ref))
      widths.emplace(storage->key, element_bytes(storage->class_name));
  }
  std::map<std::string, std::pair<uint64_t, uint64_t>, std::less<>> places;
  for (const PickleRef item : keys[keys.root()].items) {
    const std::string key(keys.text(item));
    const auto width = widths.find(key);
    if (width == widths.end() || width->second == 0) {
      fail(Status::unsupported, "{}: storage {} is of a type that is not read", file.path(),
           shown_name(key));
    }
    const uint64_t left = file.size() - at;
    const uint64_t elements = left < 8 ? 0 : little_endian(file.bytes() + at, 8);
    if (left < 8 || elements > (left - 8) / width->second) {
      fail(Status::bad_weights,
           "{}: storage {} takes {} elements of {} bytes, the file has {} bytes left: it is cut "
           "short; fetch it again",
           file.path(), shown_name(key), elements, width->second, left);
    }
    places.emplace(key, std::pair(at + 8, elements * width->second));
    at += 8 + elements * width->second;
  }
  return places;
}

bool says_big_endian(const Pickle& system) {
  const std::vector<PickleRef>& items = system[system.root()].items;
  for (size_t i = 0; i + 1 < items.size(); i += 2) {
    if (system.text(items[i]) == "little_endian") return items[i + 1] == kPickleFalse;
  }
  return false;
}

[[noreturn]] void big_endian(const std::string& path) {
  fail(Status::unsupported,
       "{}: its numbers are big-endian, little-endian ones are read; save it on another machine",
       path);
}

}  // namespace

FindStorage storages_in(const ZipReader& zip, const std::string& folder) {
  return [&zip, folder](std::string_view key) {
    const std::string name = folder + std::string(key);
    if (!zip.contains(name)) {
      fail(Status::bad_weights, "{}: {} is not in it: the file is damaged, fetch it again",
           zip.file()->path(), shown_name(name));
    }
    return std::pair(zip.offset(name), zip.entries().at(name).bytes);
  };
}

ArchiveContents read_torch_zip(const std::shared_ptr<const MappedFile>& file) {
  const ZipReader zip(file);
  const std::string root = root_of(zip);
  const auto order = root + "byteorder";
  if (zip.contains(order) && zip.read(order, 16) == std::vector<uint8_t>{'b', 'i', 'g'})
    big_endian(file->path());
  if (zip.contains(root + "constants.pkl")) return read_torchscript(zip, root);
  const std::vector<uint8_t> bytes = zip.read(root + "data.pkl", kMostPickleBytes);
  const Pickle pickle = Pickle::read(bytes.data(), bytes.size(), file->path());
  return contents_of(pickle, file, storages_in(zip, root + "data/"));
}

ArchiveContents read_old_pickle(const std::shared_ptr<const MappedFile>& file) {
  size_t at = 0;
  const auto next = [&] {
    Pickle pickle = Pickle::read(file->bytes() + at, file->size() - at, file->path());
    at += pickle.bytes();
    return pickle;
  };
  const Pickle magic = next();
  const PickleValue& first = magic[magic.root()];
  if (first.kind != PickleKind::big_integer || first.text != kOldMagic)
    no_tensors(magic, file->path());
  const Pickle protocol = next();
  if (protocol[protocol.root()].number != kOldProtocol) {
    fail(Status::unsupported,
         "{}: torch.save's protocol {}, {} expected; save it with a newer PyTorch", file->path(),
         protocol[protocol.root()].number, kOldProtocol);
  }
  if (says_big_endian(next())) big_endian(file->path());
  const Pickle pickle = next();
  const Pickle keys = next();
  const auto places = old_storages(pickle, keys, at, *file);
  return contents_of(pickle, file, [&](std::string_view key) {
    const auto place = places.find(key);
    if (place == places.end()) {
      fail(Status::bad_weights, "{}: storage {} is not in it: the file is damaged, fetch it again",
           file->path(), shown_name(std::string(key)));
    }
    return place->second;
  });
}

}  // namespace clipdraw
