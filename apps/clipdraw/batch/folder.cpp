// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "batch/folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "arguments.hpp"

namespace clipdraw_cli {
namespace {

namespace fs = std::filesystem;

// A file that is removed again unless it got its name.
class NewFile {
 public:
  NewFile(const std::string& folder, const std::string& name) {
    path_ = (fs::path(folder) / (kNewFile + name + "-XXXXXX" + kNewFileEnd)).string();
    descriptor_ = ::mkostemps(path_.data(), static_cast<int>(std::strlen(kNewFileEnd)), O_CLOEXEC);
    if (descriptor_ < 0) folder_failure(folder, errno);
  }
  ~NewFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!path_.empty()) ::unlink(path_.c_str());
  }
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  void write(const std::string& text) const {
    for (std::size_t done = 0; done < text.size();) {
      const ssize_t count = ::write(descriptor_, text.data() + done, text.size() - done);
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) folder_failure(path_, count < 0 ? errno : ENOSPC);
      done += static_cast<std::size_t>(count);
    }
    const mode_t mask = ::umask(0);
    ::umask(mask);
    if (::fchmod(descriptor_, 0666 & ~mask) != 0 || ::fsync(descriptor_) != 0) {
      folder_failure(path_, errno);
    }
  }

  void rename_to(const std::string& path) {
    if (std::rename(path_.c_str(), path.c_str()) != 0) folder_failure(path, errno);
    path_.clear();
  }

 private:
  std::string path_;
  int descriptor_ = -1;
};

bool holds(const std::string& path, const std::string& text) {
  std::ifstream file(path, std::ios::binary);
  return file && std::string(std::istreambuf_iterator<char>(file), {}) == text;
}

}  // namespace

void folder_failure(const std::string& trouble) {
  FolderFailure failure;
  failure.code = kExitIo;
  failure.text =
      fmt::format("{}\nWhat is finished stays. The same command goes on from there.", trouble);
  throw failure;
}

void folder_failure(const std::string& path, int error) {
  folder_failure(fmt::format("{}: cannot be written: {}", path, std::strerror(error)));
}

void make_folder(const std::string& path) {
  std::string above;
  for (const fs::path& part : fs::path(path)) {
    const std::string parent = above.empty() ? "." : above;
    above = (fs::path(above) / part).string();
    if (::mkdir(above.c_str(), 0777) == 0) {
      sync_folder(parent);
      continue;
    }
    const int error = errno;
    struct stat info {};
    if (::stat(above.c_str(), &info) != 0) folder_failure(above, error);
    if (!S_ISDIR(info.st_mode)) {
      throw UsageError(
          fmt::format("{}: is no folder, and clipdraw batch needs one of that name", above));
    }
  }
  // One that a run before this one made may not be synced yet.
  const fs::path whole = fs::absolute(path).lexically_normal();
  const fs::path folder = whole.has_filename() ? whole : whole.parent_path();
  sync_folder(folder.parent_path().string());
}

void sync_folder(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) {
    if (errno == EACCES) return;  // may be written but not read: nothing more can be done
    folder_failure(path, errno);
  }
  const int error = ::fsync(descriptor) == 0 ? 0 : errno;
  ::close(descriptor);
  // Not every file system has it, and a folder above may lie on one that is read-only.
  if (error != 0 && error != EINVAL && error != ENOTSUP && error != ENOSYS && error != EROFS) {
    folder_failure(path, error);
  }
}

void replace_file(const std::string& folder, const std::string& name, const std::string& text) {
  const std::string path = (fs::path(folder) / name).string();
  if (holds(path, text)) return;
  NewFile file(folder, name);
  file.write(text);
  file.rename_to(path);
  sync_folder(folder);
}

}  // namespace clipdraw_cli
