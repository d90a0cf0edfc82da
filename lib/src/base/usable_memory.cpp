// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "base/usable_memory.hpp"

#include <malloc.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "base/control_group.hpp"

namespace clipdraw {

uint64_t usable_memory() {
  uint64_t bytes = static_cast<uint64_t>(std::max(0L, sysconf(_SC_PHYS_PAGES))) *
                   static_cast<uint64_t>(std::max(0L, sysconf(_SC_PAGESIZE)));
  for (const ControlGroupFolder& folder : control_group_folders("memory")) {
    std::ifstream file(folder.path + (folder.unified ? "/memory.max" : "/memory.limit_in_bytes"));
    uint64_t limit = 0;
    if (file >> limit) bytes = std::min(bytes, limit);  // "max" is no number
  }
  return bytes;
}

uint64_t swap_memory() {
  struct sysinfo info {};
  return sysinfo(&info) == 0 ? uint64_t{info.totalswap} * info.mem_unit : 0;
}

void give_back_freed_memory() {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

}  // namespace clipdraw
