// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <set>
#include <unordered_map>
#include <utility>

namespace clipdraw {

// A range of addresses from which blocks are taken and given back, and whose pages stay with the
// process in between: a block that was used before costs no page faults. Where the system has huge
// pages, it is asked for them. Threads may share one.
class Arena {
 public:
  // bytes: of addresses; memory is used only where blocks were taken. Without such a range (the
  // system refuses, or the process has a limit of addresses) every take() returns NULL.
  explicit Arena(size_t bytes);
  ~Arena();
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  // A block of at least that many bytes, aligned to 64; NULL where no room is left. Its bytes are
  // anything.
  void* take(size_t bytes);
  // Whether the address is in the range.
  bool holds(const void* block) const;
  // block: from take().
  void give_back(void* block);
  // Lets the system have the memory of all blocks that were given back.
  void release();
  // The same once such blocks may have more than `bytes` of memory.
  void keep_at_most(size_t bytes);

 private:
  void add_free(size_t first, size_t size);
  void release_all();

  char* base_ = nullptr;
  size_t size_ = 0;
  mutable std::mutex mutex_;
  std::map<size_t, size_t> free_;                // size by place; no two touch
  std::set<std::pair<size_t, size_t>> by_size_;  // the same: size, place
  std::unordered_map<size_t, size_t> taken_;     // size by place
  size_t given_back_ = 0;                        // bytes, since all was released
};

}  // namespace clipdraw
