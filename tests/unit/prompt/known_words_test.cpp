// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "prompt/known_words.hpp"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/file.hpp"
#include "support/torch_doctest.hpp"

namespace clipdraw {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

constexpr const char* kList =
    "a\nand\napple\nberry\ncat\ndog\nglass\nred\nt-shirt\nwine\nchihuahua dog\nsiamese cat\n"
    "강아지\n고양이\n배\n빨간\n사과\n";

// The list in a file, as long as the object lives.
class ListFile {
 public:
  explicit ListFile(const std::string& text)
      : path_((std::filesystem::temp_directory_path() / "clipdraw_known_words_test.txt").string()) {
    write_file_atomic(path_, text);
  }
  ~ListFile() { std::filesystem::remove(path_); }
  KnownWords read() const { return KnownWords::from_file(path_); }

 private:
  std::string path_;
};

Pairs unknown_in(const std::string& text) {
  static const KnownWords words = ListFile(kList).read();
  Pairs pairs;
  for (const UnknownWord& unknown : words.unknown_in(text)) {
    pairs.emplace_back(unknown.word, unknown.nearest);
  }
  return pairs;
}

DOCTEST_TEST_CASE("known words are known in every form") {
  for (const char* text :
       {"", "a red apple", "A  RED\tApple!", "apples and berries, the dog's glasses 3", "2 cats",
        "t-shirt", "wine-glass", "wine-glasses", "사과", "빨간 사과와 강아지를", "배가",
        "고양이들"}) {
    DOCTEST_CAPTURE(text);
    const Pairs pairs = unknown_in(text);
    const bool only_the = pairs.empty() || (pairs.size() == 1 && pairs[0].first == "the");
    DOCTEST_CHECK(only_the);
  }
}

DOCTEST_TEST_CASE("the nearest known word is one of meaning, else one of spelling") {
  DOCTEST_CHECK(unknown_in("a chihuahua") == Pairs{{"chihuahua", "dog"}});
  DOCTEST_CHECK(unknown_in("Chihuahuas") == Pairs{{"chihuahuas", "dog"}});
  DOCTEST_CHECK(unknown_in("red appel") == Pairs{{"appel", "apple"}});
  DOCTEST_CHECK(unknown_in("깡아지를") == Pairs{{"깡아지를", "강아지"}});
  DOCTEST_CHECK(unknown_in("사가") == Pairs{{"사가", "사과"}});
  DOCTEST_CHECK(unknown_in("zzzzzz")[0].second.empty());
}

DOCTEST_TEST_CASE("each unknown word is told once, in the order of the text") {
  DOCTEST_CHECK(unknown_in("siamese, appel | siamese cat:0.5 and appel") ==
                Pairs{{"siamese", "cat"}, {"appel", "apple"}});
}

DOCTEST_TEST_CASE("letters typed apart are the same letters") {
  DOCTEST_CHECK(unknown_in("\u1109\u1161\u1100\u116A").empty());  // 사과
}

DOCTEST_TEST_CASE("without a list every word is known") {
  DOCTEST_CHECK(KnownWords().unknown_in("zzzzzz").empty());
}

DOCTEST_TEST_CASE("text that is not UTF-8 and lists that are none are refused") {
  DOCTEST_CHECK_THROWS_AS(unknown_in("\xFF"), Error);
  for (const char* text : {"apple\n\nred\n", " apple\n", "a b c\n"}) {
    DOCTEST_CAPTURE(text);
    const ListFile file(text);
    DOCTEST_CHECK_THROWS_WITH_AS(file.read(), doctest::Contains("clipdraw_known_words_test.txt"),
                                 Error);
  }
}

DOCTEST_TEST_CASE("a long word costs no more than a word") {
  const Pairs pairs = unknown_in(std::string(10000, 'q'));
  DOCTEST_CHECK(pairs.size() == 1);
}

}  // namespace
}  // namespace clipdraw
