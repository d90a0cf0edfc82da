// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "prompt/words.hpp"

#include <string>
#include <vector>

#include "base/error.hpp"
#include "prompt/unicode.hpp"
#include "support/torch_doctest.hpp"

namespace clipdraw {
namespace {

std::string cleaned(const std::string& text, TextRules rules = TextRules::openai) {
  return code_points_to_utf8(clean_text(text, rules));
}

std::vector<std::string> words(const std::string& text, TextRules rules = TextRules::openai) {
  std::vector<std::string> out;
  for (const std::u32string& word : split_words(utf8_to_code_points(text), rules)) {
    out.push_back(code_points_to_utf8(word));
  }
  return out;
}

DOCTEST_TEST_CASE("white space becomes single blanks and the ends are trimmed") {
  DOCTEST_CHECK(cleaned("  a\t\n b\u3000\u00A0c \x1C") == "a b c");
  DOCTEST_CHECK(cleaned("a\x1C b") == "a\x1C b");
  DOCTEST_CHECK(cleaned(" \t ").empty());
  DOCTEST_CHECK(cleaned("&amp;amp;") == "&");
}

DOCTEST_TEST_CASE("letters are lower-cased as Python does") {
  DOCTEST_CHECK(cleaned("\u0130") == "i\u0307");
  DOCTEST_CHECK(cleaned("\u039F\u0394\u039F\u03A3 \u03A3") == "\u03BF\u03B4\u03BF\u03C2 \u03C3");
  DOCTEST_CHECK(cleaned("\u1E9E\u212A") == "\u00DFk");
}

DOCTEST_TEST_CASE("composition is on request") {
  DOCTEST_CHECK(cleaned("e\u0301") == "e\u0301");
  DOCTEST_CHECK(cleaned("e\u0301", TextRules::openai_composed) == "\u00E9");
  DOCTEST_CHECK(cleaned("\u1100\u1161", TextRules::openai_composed) == "\uAC00");
}

DOCTEST_TEST_CASE("words split as the original's pattern does") {
  using Words = std::vector<std::string>;
  DOCTEST_CHECK(words("it's 12 o'clock!!") == Words{"it", "'s", "1", "2", "o", "'", "clock", "!!"});
  DOCTEST_CHECK(words("they'll 'RE x'\u017F") == Words{"they", "'ll", "'RE", "x", "'\u017F"});
  DOCTEST_CHECK(words("<|startoftext|>a<|EndOfText|>") ==
                Words{"<|startoftext|>", "a", "<|EndOfText|>"});
  DOCTEST_CHECK(words("<|start") == Words{"<|", "start"});
  DOCTEST_CHECK(words("\u00BD\u216B!\u0301\u0915\u093E") ==
                Words{"\u00BD", "\u216B", "!\u0301", "\u0915", "\u093E"});
  DOCTEST_CHECK(words("!\u0345?a\u0345") == Words{"!", "?", "a"});
  DOCTEST_CHECK(words("") == Words{});
}

DOCTEST_TEST_CASE("Hugging Face's rules: composed, no HTML, each letter by itself, case matters") {
  constexpr TextRules kRules = TextRules::hugging_face;
  using Words = std::vector<std::string>;
  DOCTEST_CHECK(cleaned("  a\t\n b\u3000\u00A0c ", kRules) == "a b c");
  DOCTEST_CHECK(cleaned("a\x1C", kRules) == "a\x1C");
  DOCTEST_CHECK(cleaned("&amp;amp; &eacute;", kRules) == "&amp;amp; &eacute;");
  DOCTEST_CHECK(cleaned("E\u0301", kRules) == "\u00E9");
  DOCTEST_CHECK(cleaned("\u039F\u0394\u039F\u03A3 \u0130", kRules) ==
                "\u03BF\u03B4\u03BF\u03C3 i\u0307");
  DOCTEST_CHECK(words("they'll 'RE x'\u017F", kRules) ==
                Words{"they", "'ll", "'", "RE", "x", "'", "\u017F"});
  DOCTEST_CHECK(words("!\u0345?", kRules) == Words{"!\u0345?"});
}

DOCTEST_TEST_CASE("text that is not UTF-8 is an error") {
  for (const char* text : {"\xFF", "a\xC3", "\xED\xA0\x80", "\xC0\xAF"}) {
    DOCTEST_CHECK_THROWS_AS(utf8_to_code_points(text), Error);
  }
}

}  // namespace
}  // namespace clipdraw
