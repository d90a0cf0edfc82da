// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "base/arena.hpp"

#include <sys/resource.h>

#include <cstdint>
#include <cstring>
#include <vector>

#include "support/torch_doctest.hpp"

namespace clipdraw {
namespace {

constexpr size_t kRange = size_t{64} << 20;

DOCTEST_TEST_CASE("blocks of an arena are aligned and apart from each other") {
  Arena arena(kRange);
  std::vector<char*> blocks;
  for (const size_t size : {size_t{1}, size_t{64}, size_t{1} << 20, size_t{4096}}) {
    auto* block = static_cast<char*>(arena.take(size));
    DOCTEST_REQUIRE(block != nullptr);
    DOCTEST_CHECK(reinterpret_cast<uintptr_t>(block) % 64 == 0);
    DOCTEST_CHECK(arena.holds(block));
    std::memset(block, static_cast<int>(blocks.size()), size);
    blocks.push_back(block);
  }
  DOCTEST_CHECK(blocks[0][0] == 0);
  DOCTEST_CHECK(blocks[1][63] == 1);
  DOCTEST_CHECK(blocks[2][(1 << 20) - 1] == 2);
  DOCTEST_CHECK(blocks[3][4095] == 3);
  int elsewhere = 0;
  DOCTEST_CHECK_FALSE(arena.holds(&elsewhere));
}

DOCTEST_TEST_CASE("what was given back is taken again, neighbours as one") {
  Arena arena(kRange);
  constexpr size_t kSize = size_t{1} << 20;
  void* first = arena.take(kSize);
  void* second = arena.take(kSize);
  void* third = arena.take(kSize);
  void* last = arena.take(kSize);
  arena.give_back(second);
  DOCTEST_CHECK(arena.take(kSize) == second);
  arena.give_back(first);
  arena.give_back(third);
  arena.give_back(second);
  DOCTEST_CHECK(arena.take(3 * kSize) == first);
  arena.give_back(first);
  arena.give_back(last);
  DOCTEST_CHECK(arena.take(kRange - kSize) == first);
}

DOCTEST_TEST_CASE("an arena that is full gives nothing, and what was released can be taken again") {
  Arena arena(kRange);
  DOCTEST_CHECK(arena.take(2 * kRange) == nullptr);
  auto* kept = static_cast<char*>(arena.take(size_t{4} << 20));
  auto* block = static_cast<char*>(arena.take(size_t{32} << 20));
  DOCTEST_REQUIRE(kept != nullptr);
  DOCTEST_REQUIRE(block != nullptr);
  std::memset(kept, 7, size_t{4} << 20);
  std::memset(block, 7, size_t{32} << 20);
  DOCTEST_CHECK(arena.take(size_t{32} << 20) == nullptr);
  arena.give_back(block);
  arena.release();
  DOCTEST_CHECK(kept[0] == 7);
  DOCTEST_CHECK(kept[(size_t{4} << 20) - 1] == 7);
  DOCTEST_CHECK(block[size_t{16} << 20] == 0);  // a new page: the old one went back to the system
  DOCTEST_CHECK(arena.take(size_t{32} << 20) == block);
}

DOCTEST_TEST_CASE("an arena keeps the memory of what was given back up to a bound") {
  Arena arena(kRange);
  constexpr size_t kSize = size_t{8} << 20;
  const auto used = [&] {
    auto* block = static_cast<char*>(arena.take(kSize));
    DOCTEST_REQUIRE(block != nullptr);
    std::memset(block, 7, kSize);
    arena.give_back(block);
    return block;
  };
  char* block = used();
  const size_t middle = kSize / 2;
  arena.keep_at_most(2 * kSize);
  DOCTEST_CHECK(block[middle] == 7);
  used();
  arena.keep_at_most(2 * kSize);  // a block takes some bytes more than it was asked for
  DOCTEST_CHECK(block[middle] == 0);
  used();
  arena.keep_at_most(2 * kSize);  // counted from the last time
  DOCTEST_CHECK(block[middle] == 7);
}

DOCTEST_TEST_CASE("a process with a limit of addresses gets no arena") {
  rlimit before{};
  DOCTEST_REQUIRE(getrlimit(RLIMIT_AS, &before) == 0);
  if (before.rlim_max != RLIM_INFINITY) {
    DOCTEST_MESSAGE("skipped: this process has such a limit already");
    return;
  }
  rlimit limited = before;
  limited.rlim_cur = rlim_t{1} << 46;
  DOCTEST_REQUIRE(setrlimit(RLIMIT_AS, &limited) == 0);
  Arena arena(kRange);
  DOCTEST_REQUIRE(setrlimit(RLIMIT_AS, &before) == 0);
  DOCTEST_CHECK(arena.take(1) == nullptr);
  DOCTEST_CHECK_FALSE(arena.holds(&arena));
}

}  // namespace
}  // namespace clipdraw
