// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace clipdraw {

// A file mapped into memory. Pages are private: even a write by mistake never reaches the file.
class MappedFile {
 public:
  // Throws not_found or io with the system's reason.
  explicit MappedFile(const std::string& path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  // Null for an empty file.
  uint8_t* bytes() const { return bytes_; }
  size_t size() const { return size_; }
  const std::string& path() const { return path_; }

  // Lets go of the memory that what was read so far takes. Nothing changes but that: what is read
  // again comes from the system's cache of the file.
  void let_go() const;

 private:
  std::string path_;
  uint8_t* bytes_ = nullptr;
  size_t size_ = 0;
};

}  // namespace clipdraw
