// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

// What write_file_atomic syncs, and what it makes of a sync that fails: this program has an fsync
// of its own, which the code under test calls instead of the system's.

#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "base/error.hpp"
#include "base/file.hpp"
#include "support/fixtures.hpp"
#include "support/torch_doctest.hpp"

using clipdraw::Error;
using clipdraw::Status;
using clipdraw::test::TemporaryFolder;

namespace {

struct Sync {
  bool folder;
  bool target_there;  // when it was called
};

std::vector<Sync> syncs;
std::string target;
int folder_error = 0;  // what the sync of a folder fails with; 0: it does not

// Writes to path; returns the status and leaves in `syncs` what was synced on the way.
Status write(const std::string& path, int error, std::string* message = nullptr) {
  syncs.clear();
  target = path;
  folder_error = error;
  Status status = Status::ok;
  try {
    clipdraw::write_file_atomic(path, "x");
  } catch (const Error& thrown) {
    if (message != nullptr) *message = thrown.what();
    status = thrown.status();
  }
  target.clear();
  folder_error = 0;
  return status;
}

}  // namespace

extern "C" int fsync(int descriptor) {
  struct stat info {};
  const bool folder = fstat(descriptor, &info) == 0 && S_ISDIR(info.st_mode);
  if (!target.empty()) syncs.push_back({folder, std::filesystem::exists(target)});
  if (folder && folder_error != 0) {
    errno = folder_error;
    return -1;
  }
  return static_cast<int>(syscall(SYS_fsync, descriptor));
}

DOCTEST_TEST_CASE("a file is synced before it gets its name, and the folder after that") {
  const TemporaryFolder folder;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  for (const std::string& path : {folder.file("a"), std::string("b"), std::string("./c")}) {
    DOCTEST_CAPTURE(path);
    DOCTEST_CHECK(write(path, 0) == Status::ok);
    DOCTEST_REQUIRE(syncs.size() == 2);
    DOCTEST_CHECK_FALSE(syncs[0].folder);
    DOCTEST_CHECK_FALSE(syncs[0].target_there);
    DOCTEST_CHECK(syncs[1].folder);
    DOCTEST_CHECK(syncs[1].target_there);
  }
  std::filesystem::current_path(before);
}

DOCTEST_TEST_CASE("a folder that cannot be synced is an error, one that has no sync is none") {
  const TemporaryFolder folder;
  std::string message;
  DOCTEST_CHECK(write(folder.file("a"), EINVAL) == Status::ok);
  DOCTEST_CHECK(write(folder.file("a"), ENOTSUP) == Status::ok);
  DOCTEST_CHECK(write(folder.file("a"), EIO, &message) == Status::io);
  DOCTEST_CHECK(message == folder.file("a") + ": its folder cannot be synced: Input/output error");
}
