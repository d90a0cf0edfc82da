// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "support/counted_memory.hpp"

#include <c10/core/CPUAllocator.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <new>

namespace clipdraw::test {
namespace {

constexpr size_t kAlignment = 64;

std::atomic<int64_t> now{0};
std::atomic<int64_t> most{0};

void add(int64_t bytes) {
  const int64_t sum = now += bytes;
  int64_t before = most;
  while (sum > before && !most.compare_exchange_weak(before, sum)) {
  }
}

// Before each block lies its size. The functions that free stay good after the counting.
class Counting : public c10::Allocator {
 public:
  c10::DataPtr allocate(size_t bytes) const override {
    const size_t whole = (bytes + kAlignment - 1) / kAlignment * kAlignment + kAlignment;
    void* block = std::aligned_alloc(kAlignment, whole);
    if (block == nullptr) throw std::bad_alloc();
    *static_cast<size_t*>(block) = bytes;
    add(static_cast<int64_t>(bytes));
    void* data = static_cast<char*>(block) + kAlignment;
    return {data, data, &free_block, at::Device(at::kCPU)};
  }
  c10::DeleterFnPtr raw_deleter() const override { return &free_block; }

 private:
  static void free_block(void* data) {
    if (data == nullptr) return;
    void* block = static_cast<char*>(data) - kAlignment;
    add(-static_cast<int64_t>(*static_cast<size_t*>(block)));
    std::free(block);
  }
};

}  // namespace

TensorBytes count_tensor_bytes(const std::function<void()>& body) {
  static Counting counting;
  c10::Allocator* const usual = c10::GetCPUAllocator();
  now = 0;
  most = 0;
  c10::SetCPUAllocator(&counting, 1);
  try {
    body();
  } catch (...) {
    c10::SetCPUAllocator(usual, 1);
    throw;
  }
  c10::SetCPUAllocator(usual, 1);
  return {most, now};
}

}  // namespace clipdraw::test
