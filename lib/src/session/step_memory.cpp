// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "session/step_memory.hpp"

#include <c10/core/CPUAllocator.h>
#include <torch/version.h>
#include <unistd.h>

#include <atomic>

#include "base/arena.hpp"
#include "base/switches.hpp"

// In LibTorch 2.3 and later an allocator also copies, and allocating is not constant.
#define CLIPDRAW_ALLOCATORS_COPY \
  (TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 3))

namespace clipdraw {
namespace {

constexpr size_t kLarge = size_t{1} << 18;  // bytes; malloc keeps what is smaller

constexpr size_t kKeptWhenFrugal = size_t{256} << 20;  // bytes that nobody uses

thread_local int scopes = 0;
thread_local bool frugal = false;
std::atomic<int> holders{0};

size_t twice_the_memory() {
  const long pages = sysconf(_SC_PHYS_PAGES);
  const long page = sysconf(_SC_PAGESIZE);
  return pages > 0 && page > 0 ? 2 * static_cast<size_t>(pages) * static_cast<size_t>(page) : 0;
}

// Never destroyed: tensors in static storage may outlive it.
Arena& arena() {
  static Arena& one = *new Arena(twice_the_memory());
  return one;
}

// Stands before LibTorch's allocator, for all of the process: which threads are in a step decides
// each time, and where a block lies decides how it is freed.
class Allocator final : public c10::Allocator {
 public:
  explicit Allocator(c10::Allocator* usual) : usual_(usual) {}

#if CLIPDRAW_ALLOCATORS_COPY
  c10::DataPtr allocate(size_t bytes) override { return allocated(bytes); }
  void copy_data(void* to, const void* from, size_t bytes) const override {
    usual_->copy_data(to, from, bytes);
  }
#else
  c10::DataPtr allocate(size_t bytes) const override { return allocated(bytes); }
#endif

  c10::DeleterFnPtr raw_deleter() const override {
    return usual_->raw_deleter() == nullptr ? nullptr : &free_block;
  }

  static void install() {
    c10::Allocator* usual = c10::GetCPUAllocator();
    usual_deleter = usual->raw_deleter();
    c10::SetCPUAllocator(new Allocator(usual));
  }

 private:
  c10::DataPtr allocated(size_t bytes) const {
    if (scopes > 0 && bytes >= kLarge) {
      void* block = arena().take(bytes);
      if (block != nullptr) return {block, block, &free_block, at::Device(at::kCPU)};
    }
    return usual_->allocate(bytes);
  }

  static void free_block(void* block) {
    if (arena().holds(block)) {
      arena().give_back(block);
      if (frugal) arena().keep_at_most(kKeptWhenFrugal);
    } else {
      usual_deleter(block);
    }
  }

  c10::Allocator* usual_;
  static c10::DeleterFnPtr usual_deleter;
};

c10::DeleterFnPtr Allocator::usual_deleter = nullptr;

}  // namespace

StepMemory::StepMemory() {
#ifndef __SANITIZE_ADDRESS__  // which sees more errors in blocks of malloc's
  static const bool installed = is_on(Switch::step_memory) && (Allocator::install(), true);
  static_cast<void>(installed);
#endif
  ++holders;
}

StepMemory::~StepMemory() {
  if (--holders == 0) arena().release();
}

StepMemory::Scope::Scope() { ++scopes; }
StepMemory::Scope::~Scope() { --scopes; }

StepMemory::Frugal::Frugal(bool on) : before_(frugal) { frugal = on; }
StepMemory::Frugal::~Frugal() { frugal = before_; }

}  // namespace clipdraw
