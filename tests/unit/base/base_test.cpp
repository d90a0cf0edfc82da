// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include <sched.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/sha256.hpp"
#include "base/threads.hpp"
#include "support/fixtures.hpp"
#include "support/torch_doctest.hpp"

using clipdraw::Error;
using clipdraw::Status;
using clipdraw::test::TemporaryFolder;

namespace {

Status status_of(const std::function<void()>& action, std::string* message = nullptr) {
  try {
    action();
  } catch (const Error& error) {
    if (message != nullptr) *message = error.what();
    return error.status();
  }
  return Status::ok;
}

std::vector<uint8_t> bytes_of(const std::string& text) { return {text.begin(), text.end()}; }

size_t files_in(const std::string& folder) {
  const auto entries = std::filesystem::directory_iterator(folder);
  return static_cast<size_t>(std::distance(begin(entries), end(entries)));
}

}  // namespace

DOCTEST_TEST_CASE("fail formats its message and keeps the status") {
  std::string message;
  const Status status =
      status_of([] { clipdraw::fail(Status::io, "{}: {} of {}", "file", 1, 2); }, &message);
  DOCTEST_CHECK(status == Status::io);
  DOCTEST_CHECK(message == "file: 1 of 2");
  DOCTEST_CHECK(std::string(clipdraw::status_name(Status::bad_weights)) == "bad_weights");
}

DOCTEST_TEST_CASE("a file is written whole, replaced whole, and read back") {
  const TemporaryFolder folder;
  const std::string path = folder.file("a.bin");
  clipdraw::write_file_atomic(path, "one");
  DOCTEST_CHECK(clipdraw::read_file(path) == bytes_of("one"));
  const std::string large(200000, 'x');
  clipdraw::write_file_atomic(path, large);
  DOCTEST_CHECK(clipdraw::read_file(path) == bytes_of(large));
  clipdraw::write_file_atomic(path, std::vector<uint8_t>{});
  DOCTEST_CHECK(clipdraw::read_file(path).empty());
  DOCTEST_CHECK(files_in(folder.path()) == 1);  // no temporary file stays behind
}

DOCTEST_TEST_CASE("a new file has the usual permissions, a replaced one keeps its own") {
  const TemporaryFolder folder;
  const std::string path = folder.file("a.bin");
  const mode_t mask = umask(022);
  clipdraw::write_file_atomic(path, "one");
  umask(mask);
  struct stat info {};
  DOCTEST_REQUIRE(stat(path.c_str(), &info) == 0);
  DOCTEST_CHECK((info.st_mode & 07777) == 0644);
  DOCTEST_REQUIRE(chmod(path.c_str(), 0600) == 0);
  clipdraw::write_file_atomic(path, "two");
  DOCTEST_REQUIRE(stat(path.c_str(), &info) == 0);
  DOCTEST_CHECK((info.st_mode & 07777) == 0600);
}

DOCTEST_TEST_CASE("file errors carry the path and the system's reason") {
  const TemporaryFolder folder;
  std::string message;
  DOCTEST_CHECK(status_of([&] { clipdraw::read_file(folder.file("none")); }, &message) ==
                Status::not_found);
  DOCTEST_CHECK(message == folder.file("none") + ": cannot be opened: No such file or directory");
  DOCTEST_CHECK(status_of([&] { clipdraw::read_file(folder.path()); }) == Status::io);
  const std::string inside = folder.file("none/a.bin");
  DOCTEST_CHECK(status_of([&] { clipdraw::write_file_atomic(inside, "x"); }, &message) ==
                Status::io);
  DOCTEST_CHECK(message == inside + ": cannot write here: No such file or directory");

  // A folder in the file's place: the rename fails and the temporary file goes.
  std::filesystem::create_directory(folder.file("taken"));
  DOCTEST_CHECK(status_of([&] { clipdraw::write_file_atomic(folder.file("taken"), "x"); }) ==
                Status::io);
  DOCTEST_CHECK(files_in(folder.path()) == 1);
}

DOCTEST_TEST_CASE("a file larger than the limit is not read") {
  const TemporaryFolder folder;
  clipdraw::write_file_atomic(folder.file("a"), "12345");
  DOCTEST_CHECK(status_of([&] { clipdraw::read_file(folder.file("a"), 4); }) == Status::io);
  DOCTEST_CHECK(clipdraw::read_file(folder.file("a"), 5).size() == 5);
}

DOCTEST_TEST_CASE("a disk that is full gives io and leaves nothing behind") {
  const TemporaryFolder folder;
  // A limit on file size stands in for the disk: write() fails with EFBIG where a disk says ENOSPC.
  struct rlimit before {};
  DOCTEST_REQUIRE(getrlimit(RLIMIT_FSIZE, &before) == 0);
  const struct rlimit low { 1000, before.rlim_max };
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  DOCTEST_REQUIRE(setrlimit(RLIMIT_FSIZE, &low) == 0);
  std::string message;
  const Status status = status_of(
      [&] { clipdraw::write_file_atomic(folder.file("a"), std::string(5000, 'x')); }, &message);
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  DOCTEST_CHECK(status == Status::io);
  DOCTEST_CHECK(message == folder.file("a") + ": cannot be written: File too large");
  DOCTEST_CHECK(files_in(folder.path()) == 0);
}

DOCTEST_TEST_CASE("sha256 equals the known answers of FIPS 180-4") {
  DOCTEST_CHECK(clipdraw::sha256("abc", 3) ==
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  DOCTEST_CHECK(clipdraw::sha256("", 0) ==
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  const TemporaryFolder folder;
  const std::string million(1000000, 'a');
  clipdraw::write_file_atomic(folder.file("a"), million);
  DOCTEST_CHECK(clipdraw::sha256_file(folder.file("a")) ==
                "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  DOCTEST_CHECK(status_of([&] { clipdraw::sha256_file(folder.file("none")); }) ==
                Status::not_found);
}

DOCTEST_TEST_CASE("the usable cores follow the affinity mask") {
  const int before = clipdraw::usable_cores();
  DOCTEST_CHECK(before >= 1);
  int inside = 0;
  std::thread([&] {
    cpu_set_t all;
    DOCTEST_REQUIRE(sched_getaffinity(0, sizeof all, &all) == 0);
    cpu_set_t one;
    CPU_ZERO(&one);
    for (int i = 0; i < CPU_SETSIZE; ++i) {
      if (CPU_ISSET(i, &all)) {
        CPU_SET(i, &one);
        break;
      }
    }
    DOCTEST_REQUIRE(sched_setaffinity(0, sizeof one, &one) == 0);
    inside = clipdraw::usable_cores();
  }).join();
  DOCTEST_CHECK(inside == 1);
}
