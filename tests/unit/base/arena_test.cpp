// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "base/arena.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>

#include <cstdint>
#include <cstring>
#include <vector>

namespace clipdraw {
namespace {

constexpr size_t kRange = size_t{64} << 20;

TEST_CASE("blocks of an arena are aligned and apart from each other") {
  Arena arena(kRange);
  std::vector<char*> blocks;
  for (const size_t size : {size_t{1}, size_t{64}, size_t{1} << 20, size_t{4096}}) {
    auto* block = static_cast<char*>(arena.take(size));
    REQUIRE(block != nullptr);
    CHECK(reinterpret_cast<uintptr_t>(block) % 64 == 0);
    CHECK(arena.holds(block));
    std::memset(block, static_cast<int>(blocks.size()), size);
    blocks.push_back(block);
  }
  CHECK(blocks[0][0] == 0);
  CHECK(blocks[1][63] == 1);
  CHECK(blocks[2][(1 << 20) - 1] == 2);
  CHECK(blocks[3][4095] == 3);
  int elsewhere = 0;
  CHECK_FALSE(arena.holds(&elsewhere));
}

TEST_CASE("what was given back is taken again, neighbours as one") {
  Arena arena(kRange);
  constexpr size_t kSize = size_t{1} << 20;
  void* first = arena.take(kSize);
  void* second = arena.take(kSize);
  void* third = arena.take(kSize);
  void* last = arena.take(kSize);
  arena.give_back(second);
  CHECK(arena.take(kSize) == second);
  arena.give_back(first);
  arena.give_back(third);
  arena.give_back(second);
  CHECK(arena.take(3 * kSize) == first);
  arena.give_back(first);
  arena.give_back(last);
  CHECK(arena.take(kRange - kSize) == first);
}

TEST_CASE("an arena that is full gives nothing, and what was released can be taken again") {
  Arena arena(kRange);
  CHECK(arena.take(2 * kRange) == nullptr);
  auto* kept = static_cast<char*>(arena.take(size_t{4} << 20));
  auto* block = static_cast<char*>(arena.take(size_t{32} << 20));
  REQUIRE(kept != nullptr);
  REQUIRE(block != nullptr);
  std::memset(kept, 7, size_t{4} << 20);
  std::memset(block, 7, size_t{32} << 20);
  CHECK(arena.take(size_t{32} << 20) == nullptr);
  arena.give_back(block);
  arena.release();
  CHECK(kept[0] == 7);
  CHECK(kept[(size_t{4} << 20) - 1] == 7);
  CHECK(block[size_t{16} << 20] == 0);  // a new page: the old one went back to the system
  CHECK(arena.take(size_t{32} << 20) == block);
}

TEST_CASE("a process with a limit of addresses gets no arena") {
  rlimit before{};
  REQUIRE(getrlimit(RLIMIT_AS, &before) == 0);
  if (before.rlim_max != RLIM_INFINITY) {
    MESSAGE("skipped: this process has such a limit already");
    return;
  }
  rlimit limited = before;
  limited.rlim_cur = rlim_t{1} << 46;
  REQUIRE(setrlimit(RLIMIT_AS, &limited) == 0);
  Arena arena(kRange);
  REQUIRE(setrlimit(RLIMIT_AS, &before) == 0);
  CHECK(arena.take(1) == nullptr);
  CHECK_FALSE(arena.holds(&arena));
}

}  // namespace
}  // namespace clipdraw
