// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

// libFuzzer target: any bytes at all are opened as an archive, and every tensor is taken from it. Only
// clipdraw::Error may come out.

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "weights/archive.hpp"
#include "weights/bind.hpp"

namespace {

// A file in memory that is rewritten for every input.
class MemoryFile {
 public:
  MemoryFile() : descriptor_(memfd_create("fuzz", MFD_CLOEXEC)) {
    if (descriptor_ < 0) std::abort();
    path_ = "/proc/self/fd/" + std::to_string(descriptor_);
  }
  ~MemoryFile() { close(descriptor_); }

  const std::string& with(const uint8_t* data, size_t size) {
    if (ftruncate(descriptor_, 0) != 0 ||
        pwrite(descriptor_, data, size, 0) != static_cast<ssize_t>(size)) {
      std::abort();
    }
    return path_;
  }

 private:
  int descriptor_;
  std::string path_;
};

void open_and_take(const std::string& path) {
  const clipdraw::Archive archive = clipdraw::Archive::open(path);
  clipdraw::Binder binder(archive, "m");
  for (const std::string& name : archive.names()) {
    const std::vector<int64_t> shape = archive.shape(name);
    if (name.empty() || name.front() != 'm') continue;
    // Half of the names are asked for with their shape, half with another one.
    const std::string rest = name.substr(1);
    if (rest.size() % 2 == 0) {
      binder.take(rest, shape);
    } else {
      binder.take(rest, std::vector<int64_t>(shape.size(), -1));
      binder.take_optional(rest, {3, -1});
    }
  }
  binder.take("always", {2, 2});
  binder.finish();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static MemoryFile file;
  try {
    open_and_take(file.with(data, size));
  } catch (const clipdraw::Error&) {
  }
  return 0;
}
