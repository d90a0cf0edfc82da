// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "prompt/tokenizer.hpp"

#include <zlib.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "support/fixtures.hpp"
#include "support/hugging_face_tokenizer.hpp"
#include "support/torch_doctest.hpp"

namespace clipdraw {
namespace {

Tokenizer tokenizer_of(const std::string& text, bool nfc = false) {
  return Tokenizer::from_bytes(std::vector<uint8_t>(text.begin(), text.end()), "test", nfc);
}

std::string message_of(const std::string& path) {
  try {
    Tokenizer::from_file(path);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
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

DOCTEST_TEST_CASE("Hugging Face's files give the ids that stand in them") {
  const test::TemporaryFolder folder;
  for (const bool reversed : {false, true}) {
    test::write_text(folder.file("tokenizer.json"), test::tokenizer_json(kMerges, reversed));
    test::write_text(folder.file("vocab.json"), test::vocab_json(kMerges, reversed));
    test::write_text(folder.file("merges.txt"), kMerges);
    for (const char* name : {"tokenizer.json", "vocab.json"}) {
      const Tokenizer tokenizer = Tokenizer::from_file(folder.file(name));
      DOCTEST_CHECK(tokenizer.vocab_size() == 518);
      DOCTEST_CHECK(tokenizer.encode("the thx") == (reversed ? Ids{2, 3, 515 - (256 + 'x' - '!')}
                                                             : Ids{513, 512, 256 + 'x' - '!'}));
      DOCTEST_CHECK(tokenizer.encode_padded("the", 5) ==
                    Ids{516, reversed ? int64_t{2} : int64_t{513}, 517, 0, 0});
    }
  }
}

DOCTEST_TEST_CASE("merges.txt may be gzipped, and is asked for when it is not there") {
  const test::TemporaryFolder folder;
  test::write_text(folder.file("vocab.json"), test::vocab_json(kMerges));
  DOCTEST_CHECK(message_of(folder.file("vocab.json")).find("merges.txt") != std::string::npos);
  const std::vector<uint8_t> packed = gzip(kMerges);
  test::write_text(folder.file("merges.txt.gz"), {packed.begin(), packed.end()});
  const Tokenizer tokenizer = Tokenizer::from_file(folder.file("vocab.json"));
  DOCTEST_CHECK(tokenizer.encode("the") == Ids{513});
  DOCTEST_CHECK(tokenizer.files() ==
                std::vector<std::string>{folder.file("vocab.json"), folder.file("merges.txt.gz")});
}

DOCTEST_TEST_CASE("a vocabulary.json composes only where it is asked to, a tokenizer.json always") {
  const test::TemporaryFolder folder;
  test::write_text(folder.file("vocab.json"), test::vocab_json(kMerges));
  test::write_text(folder.file("merges.txt"), kMerges);
  test::write_text(folder.file("tokenizer.json"), test::tokenizer_json(kMerges));
  const auto size = [&](const char* name, bool nfc) {
    return Tokenizer::from_file(folder.file(name), nfc).encode("e\u0301").size();
  };
  DOCTEST_CHECK(size("vocab.json", false) == 3);
  DOCTEST_CHECK(size("vocab.json", true) == 2);
  DOCTEST_CHECK(size("tokenizer.json", false) == 2);
}

// What is changed in a tokenizer.json of CLIP's, and what the message has to name.
DOCTEST_TEST_CASE("a tokenizer that is no CLIP's is refused, with what is other") {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("tokenizer.json");
  const std::string good = test::tokenizer_json(kMerges);
  const struct {
    const char* from;
    const char* to;
    const char* told;
  } kCases[] = {
      {R"("type":"BPE")", R"("type":"Unigram")", "\"model\".\"type\" is \"Unigram\""},
      {R"("end_of_word_suffix":"</w>")", R"("end_of_word_suffix":"")", "end_of_word_suffix"},
      {R"("end_of_word_suffix":"</w>",)", "", "end_of_word_suffix\" is null"},
      {R"("type":"NFC")", R"("type":"NFKC")", "\"normalizer\""},
      {R"("type":"Lowercase")", R"("type":"StripAccents")", "\"normalizer\""},
      {R"([\\p{N}]|)", R"([\\p{N}]+|)", "\"pre_tokenizer\""},
      {R"("type":"Split")", R"("type":"Metaspace")", "\"pre_tokenizer\""},
      {R"("t h")", R"("t h x")", "merge 1 is \"t h x\""},
      {R"("t h")", R"(["t",3])", "merge 1 is [\"t\",3]"},
      {R"("t h")", R"(["t","zz"])", "joins \"t\" and \"zz\""},
      {R"("the</w>":513)", R"("the</w>":-1)", "the id of \"the</w>\" is -1"},
      {R"("the</w>":513,)", "", "joins \"th\" and \"e</w>\""},
      {R"("!</w>":256,)", "", "no id for \"!</w>\""},
  };
  for (const auto& test_case : kCases) {
    DOCTEST_CAPTURE(test_case.to);
    std::string text = good;
    const size_t at = text.find(test_case.from);
    DOCTEST_REQUIRE(at != std::string::npos);
    text.replace(at, std::string(test_case.from).size(), test_case.to);
    test::write_text(path, text);
    const std::string message = message_of(path);
    DOCTEST_CAPTURE(message);
    DOCTEST_CHECK(message.find(path) == 0);
    DOCTEST_CHECK(message.find(test_case.told) != std::string::npos);
  }
  for (size_t size = 1; size < good.size(); size += 97) {
    test::write_text(path, good.substr(0, size));
    DOCTEST_CHECK_FALSE(message_of(path).empty());
  }
}

DOCTEST_TEST_CASE("a file that is nested a million deep is refused, not followed") {
  const test::TemporaryFolder folder;
  const std::string deep(1000000, '[');
  test::write_text(folder.file("tokenizer.json"),
                   R"({"model": {"type": )" + deep + std::string(deep.size(), ']') + "}}");
  DOCTEST_CHECK(message_of(folder.file("tokenizer.json")).find("nested more than") !=
                std::string::npos);
}

DOCTEST_TEST_CASE("a folder's vocabulary is found") {
  const test::TemporaryFolder folder;
  DOCTEST_CHECK(find_vocabulary(folder.path()).empty());
  for (const char* name :
       {"bpe_simple_vocab_16e6.txt.gz", "vocab.txt.gz", "vocab.json", "tokenizer.json"}) {
    test::write_text(folder.file(name), "");
    DOCTEST_CHECK(find_vocabulary(folder.path()) == folder.file(name));
  }
  DOCTEST_CHECK(find_vocabulary("/nonexistent").empty());
}

}  // namespace
}  // namespace clipdraw
