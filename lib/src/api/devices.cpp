// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// clipdraw.h: devices.
#include <fstream>
#include <sstream>
#include <string>

#include "api/blas.hpp"
#include "api/guard.hpp"
#include "base/threads.hpp"
#include "base/usable_memory.hpp"
#include "clipdraw/clipdraw.h"

using namespace clipdraw;

namespace {

struct Processor {
  std::string name = "unknown";
  bool has_bf16 = false;
};

// Reads what the kernel says of the first processor. It lists only what programs may use.
Processor read_processor() {
  Processor processor;
  std::ifstream file("/proc/cpuinfo");
  std::string line;
  while (std::getline(file, line) && !line.empty()) {
    const size_t colon = line.find(':');
    if (colon == std::string::npos) continue;
    const std::string key = line.substr(0, line.find_last_not_of(" \t", colon - 1) + 1);
    std::istringstream words(line.substr(colon + 1));
    if (key == "model name") {
      std::getline(words >> std::ws, processor.name);
    } else if (key == "flags" || key == "Features") {
      for (std::string flag; words >> flag;) {
        processor.has_bf16 |= flag == "amx_bf16" || flag == "avx512_bf16" || flag == "bf16";
      }
    }
  }
  return processor;
}

}  // namespace

size_t clipdraw_device_count(void) { return 1; }

clipdraw_status clipdraw_device_get_info(size_t index, clipdraw_device_info* out_info) {
  return guard([&] {
    check_struct(out_info, "out_info");
    if (index >= clipdraw_device_count()) {
      fail(Status::invalid_argument, "index = {}: there is 1 device", index);
    }
    static const Processor processor = read_processor();
    static const std::string library = blas_name();
    clipdraw_device_info info{};
    info.kind = "cpu";
    info.name = processor.name.c_str();
    info.library = library.c_str();
    info.cores = usable_cores();
    info.has_bf16 = processor.has_bf16 ? 1 : 0;
    info.memory_bytes = usable_memory();
    write_struct(out_info, info);
  });
}
