// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "base/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "base/error.hpp"

namespace clipdraw {

namespace {

std::string reason(int error) { return std::strerror(error); }

// rename(2), which without replace fails with EEXIST where the target exists. A file system that
// cannot do that in one step gets a look beforehand.
int rename_file(const std::string& from, const std::string& to, bool replace) {
  if (replace) return std::rename(from.c_str(), to.c_str());
  const int result = renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE);
  if (result == 0 || (errno != EINVAL && errno != ENOSYS)) return result;
  if (access(to.c_str(), F_OK) == 0) {
    errno = EEXIST;
    return -1;
  }
  return std::rename(from.c_str(), to.c_str());
}

// Closes the descriptor and removes the temporary file unless told that all went well.
class Temporary {
 public:
  explicit Temporary(const std::string& target) : path_(target + ".XXXXXX") {
    descriptor_ = mkostemp(path_.data(), O_CLOEXEC);
    if (descriptor_ < 0) {
      const int error = errno;
      fail(Status::io, "{}: cannot write here: {}", target, reason(error));
    }
  }
  ~Temporary() {
    if (descriptor_ >= 0) close(descriptor_);
    if (!kept_) unlink(path_.c_str());
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;

  int descriptor() const { return descriptor_; }

  void rename_to(const std::string& target, bool replace) {
    const int closed = close(descriptor_);
    descriptor_ = -1;
    if (closed != 0 || rename_file(path_, target, replace) != 0) {
      const int error = errno;
      if (error == EEXIST && !replace) fail(Status::invalid_state, "{}: the file exists", target);
      fail(Status::io, "{}: cannot be written: {}", target, reason(error));
    }
    kept_ = true;
  }

 private:
  std::string path_;
  int descriptor_ = -1;
  bool kept_ = false;
};

// Syncs the folder that holds path, so that a name given in it outlives a power cut. Returns 0 or
// the system's reason. A file system that has no such sync, and a folder that may be written but
// not read, count as synced: nothing more can be done there.
int sync_folder_of(const std::string& path) {
  const size_t slash = path.rfind('/');
  const std::string folder =
      slash == std::string::npos ? "." : path.substr(0, slash == 0 ? 1 : slash);
  const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return errno == EACCES ? 0 : errno;
  const int error = fsync(descriptor) == 0 ? 0 : errno;
  close(descriptor);
  return error == EINVAL || error == ENOTSUP || error == ENOSYS ? 0 : error;
}

// The permissions that open(2) would give a new file, or those of the file that is replaced.
mode_t wanted_mode(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) == 0) return info.st_mode & 07777;
  const mode_t mask = umask(0);
  umask(mask);
  return 0666 & ~mask;
}

}  // namespace

std::vector<uint8_t> read_file(const std::string& path, uint64_t max_bytes) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    const int error = errno;
    fail(error == ENOENT || error == ENOTDIR ? Status::not_found : Status::io,
         "{}: cannot be opened: {}", path, reason(error));
  }
  std::vector<uint8_t> bytes;
  std::vector<uint8_t> chunk(1 << 16);
  ssize_t count = 0;
  int error = 0;
  while (true) {
    count = read(descriptor, chunk.data(), chunk.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0 || bytes.size() + static_cast<size_t>(count) > max_bytes) break;
    bytes.insert(bytes.end(), chunk.begin(), chunk.begin() + count);
  }
  if (count < 0) error = errno;
  close(descriptor);
  if (error != 0) fail(Status::io, "{}: cannot be read: {}", path, reason(error));
  if (count > 0) fail(Status::io, "{}: holds more than the {} bytes expected", path, max_bytes);
  return bytes;
}

void write_file_atomic(const std::string& path, std::string_view bytes, bool replace) {
  const mode_t mode = wanted_mode(path);
  Temporary temporary(path);
  size_t written = 0;
  while (written < bytes.size()) {
    const ssize_t count =
        write(temporary.descriptor(), bytes.data() + written, bytes.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      const int error = count < 0 ? errno : ENOSPC;
      fail(Status::io, "{}: cannot be written: {}", path, reason(error));
    }
    written += static_cast<size_t>(count);
  }
  if (fchmod(temporary.descriptor(), mode) != 0 || fsync(temporary.descriptor()) != 0) {
    const int error = errno;
    fail(Status::io, "{}: cannot be written: {}", path, reason(error));
  }
  temporary.rename_to(path, replace);
  const int error = sync_folder_of(path);
  if (error != 0) fail(Status::io, "{}: its folder cannot be synced: {}", path, reason(error));
}

void write_file_atomic(const std::string& path, const std::vector<uint8_t>& bytes, bool replace) {
  write_file_atomic(
      path, std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()), replace);
}

}  // namespace clipdraw
