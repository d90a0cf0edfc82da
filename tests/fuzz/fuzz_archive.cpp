// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

// libFuzzer target: any bytes at all are opened as an archive, and every tensor is taken from it.
// Only clipdraw::Error may come out.

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "fuzz/memory_file.hpp"
#include "weights/archive.hpp"
#include "weights/bind.hpp"

namespace {

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
  static clipdraw::fuzz::MemoryFile file;
  try {
    open_and_take(file.with(data, size));
  } catch (const clipdraw::Error&) {
  }
  return 0;
}
