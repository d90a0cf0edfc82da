// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "base/arena.hpp"

#include <sys/mman.h>
#include <sys/resource.h>

#include <iterator>

namespace clipdraw {
namespace {

constexpr size_t kLine = 64;
constexpr size_t kHugePage = size_t{2} << 20;
// Blocks of a power of two would all begin at the same place of a page, and a kernel that reads one
// and writes another would wait for itself: the lowest bits of addresses are all that is compared.
constexpr size_t kApart = 5 * kLine;

size_t round_up(size_t bytes, size_t unit) { return (bytes + unit - 1) / unit * unit; }

bool addresses_are_limited() {
  rlimit limit{};
  return getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur != RLIM_INFINITY;
}

}  // namespace

Arena::Arena(size_t bytes) {
  const size_t size = round_up(bytes, kHugePage);
  if (size == 0 || addresses_are_limited()) return;
  void* range = mmap(nullptr, size, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (range == MAP_FAILED) return;
  base_ = static_cast<char*>(range);
  size_ = size;
#ifdef MADV_HUGEPAGE
  madvise(base_, size_, MADV_HUGEPAGE);
#endif
  add_free(0, size_);
}

Arena::~Arena() {
  if (base_ != nullptr) munmap(base_, size_);
}

void* Arena::take(size_t bytes) {
  const size_t size = round_up(bytes, kLine) + kApart;
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto best =
      by_size_.lower_bound({size, 0});  // the smallest that will do, the first of them
  if (best == by_size_.end()) return nullptr;
  const auto [room, place] = *best;
  by_size_.erase(best);
  free_.erase(place);
  if (room > size) add_free(place + size, room - size);
  taken_.emplace(place, size);
  return base_ + place;
}

bool Arena::holds(const void* block) const {
  const auto* address = static_cast<const char*>(block);
  return address >= base_ && address < base_ + size_;
}

void Arena::give_back(void* block) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto taken = taken_.find(static_cast<size_t>(static_cast<char*>(block) - base_));
  size_t place = taken->first;
  size_t size = taken->second;
  given_back_ += size;
  taken_.erase(taken);
  const auto next = free_.lower_bound(place);
  if (next != free_.begin()) {
    const auto before = std::prev(next);
    if (before->first + before->second == place) {
      place = before->first;
      size += before->second;
      by_size_.erase({before->second, before->first});
      free_.erase(before);
    }
  }
  const auto after = free_.lower_bound(place);
  if (after != free_.end() && place + size == after->first) {
    size += after->second;
    by_size_.erase({after->second, after->first});
    free_.erase(after);
  }
  add_free(place, size);
}

void Arena::release() {
  const std::lock_guard<std::mutex> lock(mutex_);
  release_all();
}

void Arena::keep_at_most(size_t bytes) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (given_back_ > bytes) release_all();
}

void Arena::release_all() {
  for (const auto& [place, size] : free_) {
    const size_t first = round_up(place, kHugePage);
    const size_t end = (place + size) / kHugePage * kHugePage;
    if (first < end) madvise(base_ + first, end - first, MADV_DONTNEED);
  }
  given_back_ = 0;
}

void Arena::add_free(size_t first, size_t size) {
  free_.emplace(first, size);
  by_size_.emplace(size, first);
}

}  // namespace clipdraw
