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
  DOCTEST_CHECK(philox({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}) ==
                Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  DOCTEST_CHECK(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
                Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}
