// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "models/part_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>
#include <vector>

#include "models/failure.hpp"
#include "models/interrupt.hpp"

namespace clipdraw_models {
namespace {

namespace fs = std::filesystem;

std::string reason(int error) { return std::strerror(error); }

// Whether the path still leads to the file behind the descriptor.
bool leads_to(const std::string& path, int descriptor) {
  struct stat named {};
  struct stat opened {};
  return stat(path.c_str(), &named) == 0 && fstat(descriptor, &opened) == 0 &&
         named.st_dev == opened.st_dev && named.st_ino == opened.st_ino;
}

// Returns once the file is locked. File systems that know no locks are used without.
void lock(int descriptor, const std::string& path, const std::function<void()>& on_wait) {
  if (flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) return;
  on_wait();
  while (flock(descriptor, LOCK_EX) != 0) {
    const int error = errno;
    stop_when_interrupted();
    if (error != EINTR) fail(kExitIo, "{}: cannot be locked: {}", path, reason(error));
  }
}

// A rename is on the disk only when the folder is. Not every file system can say so.
void sync_folder_of(const std::string& path) {
  const int folder = open(fs::path(path).parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return;
  (void)fsync(folder);
  close(folder);
}

}  // namespace

void make_folder(const std::string& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) fail(kExitIo, "{}: the folder cannot be made: {}", folder, error.message());
  if (!fs::is_directory(folder, error)) fail(kExitIo, "{}: not a folder", folder);
}

PartFile::PartFile(std::string target, const std::function<void()>& on_wait)
    : target_(std::move(target)), path_(target_ + ".part"), record_path_(path_ + ".from") {
  make_folder(fs::path(target_).parent_path().string());
  try {
    open_and_lock(on_wait);
    read_what_is_there();
  } catch (...) {
    if (descriptor_ >= 0) close(descriptor_);
    throw;
  }
}

PartFile::~PartFile() {
  if (descriptor_ < 0) return;
  // A file that holds nothing is no help to a later run.
  if (size_ == 0 && leads_to(path_, descriptor_)) {
    unlink(path_.c_str());
    unlink(record_path_.c_str());
  }
  close(descriptor_);
}

void PartFile::open_and_lock(const std::function<void()>& on_wait) {
  while (true) {
    descriptor_ = open(path_.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (descriptor_ < 0) fail_to_write(errno);
    lock(descriptor_, path_, on_wait);
    // The process that had it may have finished, and this is then the finished file.
    if (leads_to(path_, descriptor_)) return;
    close(descriptor_);
  }
}

void PartFile::read_what_is_there() {
  std::ifstream record(record_path_);
  std::getline(record, origin_.url);
  std::getline(record, origin_.validator);
  std::vector<char> chunk(1 << 18);
  ssize_t count = 0;
  while ((count = read(descriptor_, chunk.data(), chunk.size())) != 0) {
    stop_when_interrupted();
    if (count < 0) fail(kExitIo, "{}: cannot be read: {}", path_, reason(errno));
    digest_.add(chunk.data(), static_cast<std::size_t>(count));
    size_ += static_cast<std::uint64_t>(count);
  }
}

void PartFile::set_origin(Origin origin) {
  origin_ = std::move(origin);
  std::ofstream(record_path_) << origin_.url << '\n' << origin_.validator << '\n';
}

void PartFile::restart() {
  if (ftruncate(descriptor_, 0) != 0 || lseek(descriptor_, 0, SEEK_SET) != 0) fail_to_write(errno);
  size_ = 0;
  digest_ = clipdraw_cli::Digest();
}

void PartFile::append(const void* bytes, std::size_t size) {
  const char* next = static_cast<const char*>(bytes);
  while (size > 0) {
    const ssize_t count = write(descriptor_, next, size);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) fail_to_write(count < 0 ? errno : ENOSPC);
    digest_.add(next, static_cast<std::size_t>(count));
    size_ += static_cast<std::uint64_t>(count);
    next += count;
    size -= static_cast<std::size_t>(count);
  }
}

std::string PartFile::sha256() { return digest_.hexadecimal(); }

void PartFile::finish() {
  if (fsync(descriptor_) != 0 || std::rename(path_.c_str(), target_.c_str()) != 0) {
    fail_to_write(errno);
  }
  sync_folder_of(target_);
  unlink(record_path_.c_str());
  close(descriptor_);
  descriptor_ = -1;
}

void PartFile::discard() {
  unlink(path_.c_str());
  unlink(record_path_.c_str());
  close(descriptor_);
  descriptor_ = -1;
}

void PartFile::fail_to_write(int error) const {
  fail(kExitIo, "{}: cannot be written: {}{}", path_, reason(error),
       size_ > 0 ? "; what is there is kept, the same command goes on with it" : "");
}

}  // namespace clipdraw_models
