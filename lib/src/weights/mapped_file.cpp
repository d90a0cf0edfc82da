// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "weights/mapped_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/error.hpp"

namespace clipdraw {

MappedFile::MappedFile(const std::string& path) : path_(path) {
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

MappedFile::~MappedFile() {
  if (bytes_ != nullptr) munmap(bytes_, size_);
}

void MappedFile::let_go() const {
  // Private pages that were written to would lose that; nobody writes.
  if (bytes_ != nullptr) madvise(bytes_, size_, MADV_DONTNEED);
}

}  // namespace clipdraw
