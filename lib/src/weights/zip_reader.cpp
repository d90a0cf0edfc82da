// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "weights/zip_reader.hpp"

#include <zlib.h>

#include <algorithm>
#include <limits>

#include "base/error.hpp"
#include "weights/bytes.hpp"
#include "weights/stored_tensor.hpp"

namespace clipdraw {

namespace {

constexpr uint32_t kLocalHeader = 0x04034b50;
constexpr uint32_t kDirectoryEntry = 0x02014b50;
constexpr uint32_t kEnd = 0x06054b50;
constexpr uint32_t kEnd64 = 0x06064b50;
constexpr uint32_t kLocator64 = 0x07064b50;
constexpr uint64_t kLocalBytes = 30;
constexpr uint64_t kEntryBytes = 46;
constexpr uint64_t kEndBytes = 22;
constexpr uint64_t kEnd64Bytes = 56;
constexpr uint64_t kLocatorBytes = 20;
constexpr uint64_t kMostComment = 65535;
constexpr uint32_t kIn64 = 0xFFFFFFFF;     // the true value stands in the zip64 field
constexpr uint64_t kMostExpansion = 1032;  // deflate's, bytes from a byte

[[noreturn]] void damaged(const MappedFile& file, const std::string& what) {
  fail(Status::bad_weights, "{}: the zip archive is damaged: {}; fetch the file again", file.path(),
       what);
}

// Returns where the end record is. Whoever writes an archive writes it last.
uint64_t find_end(const MappedFile& file) {
  const uint64_t size = file.size();
  if (size >= kEndBytes) {
    const uint64_t last = size - kEndBytes;
    const uint64_t first = last - std::min(last, kMostComment);
    for (uint64_t at = last + 1; at-- > first;) {
      const uint8_t* record = file.bytes() + at;
      if (little_endian(record, 4) != kEnd) continue;
      if (little_endian(record + 20, 2) <= size - at - kEndBytes) return at;
    }
  }
  fail(
      Status::bad_weights,
      "{}: {} bytes that begin as a zip archive (as PyTorch writes them), but its directory at the "
      "end is missing: it is cut short; fetch the file again",
      file.path(), size);
}

// Takes the sizes that did not fit into 32 bits from an entry's extra fields.
void read_zip64(const MappedFile& file, const uint8_t* extra, uint64_t length, ZipEntry& entry) {
  const bool wanted = entry.bytes == kIn64 || entry.stored_bytes == kIn64 || entry.header == kIn64;
  while (wanted && length >= 4) {
    const uint64_t kind = little_endian(extra, 2);
    uint64_t bytes = little_endian(extra + 2, 2);
    if (bytes > length - 4) break;
    const uint8_t* field = extra + 4;
    if (kind == 1) {
      for (uint64_t* value : {&entry.bytes, &entry.stored_bytes, &entry.header}) {
        if (*value != kIn64) continue;
        if (bytes < 8) damaged(file, "a zip64 field is too short");
        *value = little_endian(field, 8);
        field += 8;
        bytes -= 8;
      }
      return;
    }
    extra += 4 + bytes;
    length -= 4 + bytes;
  }
}

}  // namespace

ZipReader::ZipReader(std::shared_ptr<const MappedFile> file) : file_(std::move(file)) {
  const uint64_t end = find_end(*file_);
  const uint8_t* record = file_->bytes() + end;
  uint64_t count = little_endian(record + 10, 2);
  uint64_t bytes = little_endian(record + 12, 4);
  uint64_t begin = little_endian(record + 16, 4);
  uint64_t limit = end;
  if (end >= kLocatorBytes && little_endian(record - kLocatorBytes, 4) == kLocator64) {
    const uint64_t end64 = little_endian(record - kLocatorBytes + 8, 8);
    limit = end - kLocatorBytes;
    if (end64 > limit || limit - end64 < kEnd64Bytes ||
        little_endian(file_->bytes() + end64, 4) != kEnd64) {
      damaged(*file_, "its zip64 end record is not where it should be");
    }
    const uint8_t* record64 = file_->bytes() + end64;
    count = little_endian(record64 + 32, 8);
    bytes = little_endian(record64 + 40, 8);
    begin = little_endian(record64 + 48, 8);
    limit = end64;
  }
  if (begin > limit || bytes > limit - begin) {
    damaged(*file_, fmt::format("its directory of {} bytes at byte {} does not lie in the file",
                                bytes, begin));
  }
  read_directory(begin, begin + bytes, count);
}

void ZipReader::read_directory(uint64_t begin, uint64_t end, uint64_t count) {
  const uint8_t* bytes = file_->bytes();
  uint64_t at = begin;
  for (uint64_t i = 0; i < count; ++i) {
    if (end - at < kEntryBytes || little_endian(bytes + at, 4) != kDirectoryEntry) {
      damaged(*file_, fmt::format("entry {} of {} is not in its directory", i + 1, count));
    }
    const uint8_t* record = bytes + at;
    const uint64_t name_bytes = little_endian(record + 28, 2);
    const uint64_t extra_bytes = little_endian(record + 30, 2);
    const uint64_t comment_bytes = little_endian(record + 32, 2);
    const uint64_t rest = name_bytes + extra_bytes + comment_bytes;
    if (end - at - kEntryBytes < rest) damaged(*file_, "its directory breaks off");
    ZipEntry entry;
    entry.encrypted = (little_endian(record + 8, 2) & 1) != 0;
    entry.method = static_cast<uint16_t>(little_endian(record + 10, 2));
    entry.crc = static_cast<uint32_t>(little_endian(record + 16, 4));
    entry.stored_bytes = little_endian(record + 20, 4);
    entry.bytes = little_endian(record + 24, 4);
    entry.header = little_endian(record + 42, 4);
    read_zip64(*file_, record + kEntryBytes + name_bytes, extra_bytes, entry);
    const std::string name(as_text(record + kEntryBytes, name_bytes));
    if (!entries_.emplace(name, entry).second)
      damaged(*file_, fmt::format("it holds {} twice", shown_name(name)));
    at += kEntryBytes + rest;
  }
}

const ZipEntry& ZipReader::find(const std::string& name) const {
  const auto found = entries_.find(name);
  if (found == entries_.end()) damaged(*file_, fmt::format("{} is not in it", shown_name(name)));
  return found->second;
}

uint64_t ZipReader::data_offset(const std::string& name, const ZipEntry& entry) const {
  const uint64_t size = file_->size();
  const uint8_t* header = file_->bytes() + std::min(entry.header, size);
  if (size < kLocalBytes || entry.header > size - kLocalBytes ||
      little_endian(header, 4) != kLocalHeader) {
    damaged(*file_, fmt::format("{} is not where its directory says", shown_name(name)));
  }
  // The local header's own name and extra field may have other lengths than the directory's.
  const uint64_t before =
      kLocalBytes + little_endian(header + 26, 2) + little_endian(header + 28, 2);
  if (before > size - entry.header || entry.stored_bytes > size - entry.header - before) {
    damaged(*file_, fmt::format("{} reaches beyond the end of the file", shown_name(name)));
  }
  if (entry.encrypted) {
    fail(Status::unsupported, "{}: the zip archive is encrypted; unpack it first", file_->path());
  }
  return entry.header + before;
}

uint64_t ZipReader::offset(const std::string& name) const {
  const ZipEntry& entry = find(name);
  const uint64_t offset = data_offset(name, entry);
  if (entry.method != 0 || entry.bytes != entry.stored_bytes) {
    fail(Status::unsupported,
         "{}: {} is compressed, which PyTorch never does to tensors: the archive was packed again; "
         "take the original file",
         file_->path(), shown_name(name));
  }
  return offset;
}

std::vector<uint8_t> ZipReader::read(const std::string& name, uint64_t most) const {
  const ZipEntry& entry = find(name);
  const uint8_t* from = file_->bytes() + data_offset(name, entry);
  if (entry.bytes > most || entry.bytes / kMostExpansion > entry.stored_bytes ||
      entry.stored_bytes > std::numeric_limits<uInt>::max()) {
    damaged(*file_, fmt::format("{} of {} bytes is too large, at most {} are read",
                                shown_name(name), entry.bytes, most));
  }
  std::vector<uint8_t> bytes(entry.bytes);
  bool whole = false;
  if (entry.method == 0) {
    whole = entry.bytes == entry.stored_bytes;
    if (whole) std::copy(from, from + entry.bytes, bytes.begin());
  } else if (entry.method == Z_DEFLATED) {
    z_stream stream{};
    stream.next_in = const_cast<Bytef*>(from);  // zlib does not write there
    stream.avail_in = static_cast<uInt>(entry.stored_bytes);
    stream.next_out = bytes.data();
    stream.avail_out = static_cast<uInt>(bytes.size());
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
      fail(Status::out_of_memory, "{}: zlib cannot start", file_->path());
    whole = inflate(&stream, Z_FINISH) == Z_STREAM_END && stream.avail_out == 0;
    inflateEnd(&stream);
  } else {
    fail(Status::unsupported, "{}: {} is packed by method {}, only deflate is read", file_->path(),
         shown_name(name), entry.method);
  }
  if (!whole) damaged(*file_, fmt::format("{} cannot be unpacked", shown_name(name)));
  const uLong sum = crc32(crc32(0, nullptr, 0), bytes.data(), static_cast<uInt>(bytes.size()));
  if (sum != entry.crc)
    damaged(*file_, fmt::format("{} has the checksum {:08x}, {:08x} expected", shown_name(name),
                                sum, entry.crc));
  return bytes;
}

}  // namespace clipdraw
