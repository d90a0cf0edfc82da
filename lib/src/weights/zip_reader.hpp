// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "weights/mapped_file.hpp"

namespace clipdraw {

// One file in a zip archive, as the central directory describes it.
struct ZipEntry {
  uint64_t header = 0;        // offset of its local header
  uint64_t stored_bytes = 0;  // in the archive
  uint64_t bytes = 0;         // unpacked
  uint32_t crc = 0;
  uint16_t method = 0;  // 0: as it is, 8: deflated
  bool encrypted = false;
};

// The directory of a zip archive (with zip64), every number checked against the file's size.
// Facts from PKWARE's APPNOTE.TXT 6.3.
class ZipReader {
 public:
  // Throws bad_weights when the archive is cut short or damaged.
  explicit ZipReader(std::shared_ptr<const MappedFile> file);

  const std::shared_ptr<const MappedFile>& file() const { return file_; }
  const std::map<std::string, ZipEntry>& entries() const { return entries_; }
  bool contains(const std::string& name) const { return entries_.count(name) != 0; }

  // Returns where in the file the bytes of an entry lie that is not compressed. Throws bad_weights.
  uint64_t offset(const std::string& name) const;

  // Returns the unpacked bytes of an entry, at most `most`, with the checksum checked. Throws
  // bad_weights.
  std::vector<uint8_t> read(const std::string& name, uint64_t most) const;

 private:
  const ZipEntry& find(const std::string& name) const;
  uint64_t data_offset(const std::string& name, const ZipEntry& entry) const;
  void read_directory(uint64_t begin, uint64_t end, uint64_t count);

  std::shared_ptr<const MappedFile> file_;
  std::map<std::string, ZipEntry> entries_;
};

}  // namespace clipdraw
