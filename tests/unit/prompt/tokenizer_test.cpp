// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "prompt/tokenizer.hpp"

#include <zlib.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "support/torch_doctest.hpp"

namespace clipdraw {
namespace {

Tokenizer tokenizer_of(const std::string& text, bool nfc = false) {
  return Tokenizer::from_bytes(std::vector<uint8_t>(text.begin(), text.end()), "test", nfc);
}

using Ids = std::vector<int64_t>;
constexpr const char* kMerges = "#version: test\nt h\nth e</w>\na a\naa a</w>\n";

DOCTEST_TEST_CASE("ids are bytes, bytes at a word's end, merges, start, end") {
  const Tokenizer tokenizer = tokenizer_of(kMerges);
  DOCTEST_CHECK(tokenizer.vocab_size() == 256 + 256 + 4 + 2);
  DOCTEST_CHECK(tokenizer.start_id() == 516);
  DOCTEST_CHECK(tokenizer.end_id() == 517);
  DOCTEST_CHECK(tokenizer.encode("!") == Ids{256});
  DOCTEST_CHECK(tokenizer.encode("A") == Ids{256 + 'a' - '!'});
  DOCTEST_CHECK(tokenizer.encode("the") == Ids{513});
  DOCTEST_CHECK(tokenizer.encode("thx") == Ids{512, 256 + 'x' - '!'});
  DOCTEST_CHECK(tokenizer.encode("aaaa") == Ids{514, 'a' - '!', 256 + 'a' - '!'});
  DOCTEST_CHECK(tokenizer.encode("").empty());
  DOCTEST_CHECK(tokenizer.encode("<|endoftext|>") == Ids{517});
}

DOCTEST_TEST_CASE("a prompt is padded to the context or refused") {
  const Tokenizer tokenizer = tokenizer_of(kMerges);
  DOCTEST_CHECK(tokenizer.encode_padded("the", 5) == Ids{516, 513, 517, 0, 0});
  DOCTEST_CHECK(tokenizer.encode_padded("the the the", 5) == Ids{516, 513, 513, 513, 517});
  DOCTEST_CHECK_THROWS_AS(tokenizer.encode_padded("the the the the", 5), Error);
  DOCTEST_CHECK_THROWS_AS(tokenizer.encode(std::string(1 << 20, 'a')), Error);
}

DOCTEST_TEST_CASE("composition changes what is encoded") {
  DOCTEST_CHECK(tokenizer_of(kMerges, true).encode("e\u0301").size() == 2);
  DOCTEST_CHECK(tokenizer_of(kMerges, false).encode("e\u0301").size() == 3);
}

DOCTEST_TEST_CASE("a damaged vocabulary is refused") {
  for (const char* text : {"", "no lines", "#v\none\n", "#v\na b c\n", "#v\n a\n", "#v\nxy z\n",
                           "#v\na b\n\na b\n", "\x1F\x8B\x08\x00zzzz"}) {
    DOCTEST_CAPTURE(text);
    DOCTEST_CHECK_THROWS_AS(tokenizer_of(text), Error);
  }
  DOCTEST_CHECK_THROWS_AS(Tokenizer::from_file("/nonexistent/vocab.txt.gz"), Error);
}

std::vector<uint8_t> gzip(const std::string& text) {
  z_stream stream = {};
  deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::vector<uint8_t> out(deflateBound(&stream, text.size()) + 64);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = out.data();
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

DOCTEST_TEST_CASE("a gzipped vocabulary reads as the plain one, at every cut it is refused") {
  const std::vector<uint8_t> packed = gzip(kMerges);
  DOCTEST_CHECK(Tokenizer::from_bytes(packed, "test").encode("the") == Ids{513});
  for (size_t size = 2; size < packed.size(); ++size) {
    const std::vector<uint8_t> cut(packed.begin(), packed.begin() + static_cast<ptrdiff_t>(size));
    DOCTEST_CHECK_THROWS_AS(Tokenizer::from_bytes(cut, "test"), Error);
  }
  const std::vector<uint8_t> bomb = gzip("#v\n" + std::string((size_t{1} << 26) + 1, 'a'));
  DOCTEST_CHECK_THROWS_AS(Tokenizer::from_bytes(bomb, "test"), Error);
}

}  // namespace
}  // namespace clipdraw
