// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "base/random.hpp"

#include "support/torch_doctest.hpp"

using clipdraw::philox;
using clipdraw::Purpose;
using clipdraw::Random;
using Block = std::array<uint32_t, 4>;

// The vectors that the authors of Philox publish with Random123 (kat_vectors, philox4x32 10).
DOCTEST_TEST_CASE("philox equals the published known answers") {
  DOCTEST_CHECK(philox({0, 0, 0, 0}, {0, 0}) ==
                Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  DOCTEST_CHECK(
      philox({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}) ==
      Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  DOCTEST_CHECK(
      philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
      Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

DOCTEST_TEST_CASE("a stream is a function of seed, purpose, step and index alone") {
  const auto first = [](uint64_t seed, Purpose purpose, uint32_t step, uint32_t index) {
    return Random(seed, purpose, step, index).bits();
  };
  const uint32_t reference = first(1, Purpose::cutout_geometry, 2, 3);
  DOCTEST_CHECK(first(1, Purpose::cutout_geometry, 2, 3) == reference);
  DOCTEST_CHECK(first(2, Purpose::cutout_geometry, 2, 3) != reference);
  DOCTEST_CHECK(first(1 + (uint64_t{1} << 32), Purpose::cutout_geometry, 2, 3) != reference);
  DOCTEST_CHECK(first(1, Purpose::cutout_color, 2, 3) != reference);
  DOCTEST_CHECK(first(1, Purpose::cutout_geometry, 3, 3) != reference);
  DOCTEST_CHECK(first(1, Purpose::cutout_geometry, 2, 4) != reference);
}

DOCTEST_TEST_CASE("values that seeds have given so far stay what they are") {
  Random random(42, Purpose::test);
  DOCTEST_CHECK(random.bits() == philox({0, 1000, 0, 0}, {42, 0})[0]);
  DOCTEST_CHECK(random.uniform() ==
                static_cast<float>(philox({0, 1000, 0, 0}, {42, 0})[1] >> 8) / 16777216.0f);
  for (int i = 0; i < 2; ++i) random.bits();
  DOCTEST_CHECK(random.bits() == philox({1, 1000, 0, 0}, {42, 0})[0]);
}

DOCTEST_TEST_CASE("uniform numbers fill [0, 1) evenly") {
  constexpr size_t kCount = 200000;
  std::vector<float> values(kCount);
  Random(7, Purpose::test).fill_uniform(values.data(), kCount);
  std::array<int, 10> bins{};
  for (const float value : values) {
    DOCTEST_REQUIRE((value >= 0.0f && value < 1.0f));
    ++bins[static_cast<size_t>(value * 10)];
  }
  for (const int count : bins) DOCTEST_CHECK(std::abs(count - 20000) < 600);  // 4.5 sigma
}

DOCTEST_TEST_CASE("normal numbers have the moments of the normal distribution") {
  constexpr size_t kCount = 200000;
  std::vector<float> values(kCount);
  Random(7, Purpose::test).fill_normal(values.data(), kCount);
  double mean = 0;
  double square = 0;
  double fourth = 0;
  for (const float value : values) {
    DOCTEST_REQUIRE(std::isfinite(value));
    mean += value;
    square += double{value} * value;
    fourth += double{value} * value * value * value;
  }
  DOCTEST_CHECK(std::abs(mean / kCount) < 0.01);
  DOCTEST_CHECK(std::abs(square / kCount - 1) < 0.015);
  DOCTEST_CHECK(std::abs(fourth / kCount - 3) < 0.12);
}

DOCTEST_TEST_CASE("filling is the same as drawing one by one") {
  Random one(3, Purpose::test, 5);
  std::vector<float> values(9);
  Random(3, Purpose::test, 5).fill_normal(values.data(), values.size());
  for (const float value : values) DOCTEST_CHECK(value == one.normal());
}

DOCTEST_TEST_CASE("below gives every value equally often and nothing else") {
  Random random(11, Purpose::test);
  std::array<int, 7> bins{};
  for (int i = 0; i < 70000; ++i) {
    const uint32_t value = random.below(7);
    DOCTEST_REQUIRE(value < 7);
    ++bins[value];
  }
  for (const int count : bins) DOCTEST_CHECK(std::abs(count - 10000) < 450);
  DOCTEST_CHECK(random.below(1) == 0);
  for (int i = 0; i < 100; ++i) DOCTEST_CHECK(random.below(0x80000001u) < 0x80000001u);
}
