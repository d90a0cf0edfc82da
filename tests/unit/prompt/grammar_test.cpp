// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "prompt/grammar.hpp"

#include <cmath>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "support/torch_doctest.hpp"

namespace clipdraw {
namespace {

Prompt only(const std::string& line) {
  const std::vector<Prompt> prompts = parse_prompts(line);
  DOCTEST_REQUIRE(prompts.size() == 1);
  return prompts[0];
}

DOCTEST_TEST_CASE("a prompt may carry a weight and a stop") {
  DOCTEST_CHECK(only("a cat").text == "a cat");
  DOCTEST_CHECK(only("a cat").weight == 1.0f);
  DOCTEST_CHECK(std::isinf(only("a cat").stop));
  DOCTEST_CHECK(only("  a cat:1.5 ").text == "a cat");
  DOCTEST_CHECK(only("a cat:1.5").weight == 1.5f);
  DOCTEST_CHECK(only("a cat:-.4").weight == -0.4f);
  DOCTEST_CHECK(only("a cat:+2").weight == 2.0f);
  DOCTEST_CHECK(only("a cat:1e-2").weight == 0.01f);
  DOCTEST_CHECK(only("a cat:-1:-0.2").weight == -1.0f);
  DOCTEST_CHECK(only("a cat:-1:-0.2").stop == -0.2f);
  DOCTEST_CHECK(std::isinf(only("a cat:2:-inf").stop));
}

DOCTEST_TEST_CASE("bars separate prompts") {
  const std::vector<Prompt> prompts = parse_prompts("a cat:1.5 | rain:-0.4|snow");
  DOCTEST_REQUIRE(prompts.size() == 3);
  DOCTEST_CHECK(prompts[0].text == "a cat");
  DOCTEST_CHECK(prompts[1].text == "rain");
  DOCTEST_CHECK(prompts[1].weight == -0.4f);
  DOCTEST_CHECK(prompts[2].text == "snow");
  DOCTEST_CHECK(prompts[2].weight == 1.0f);
}

DOCTEST_TEST_CASE("a colon that is followed by no number stays in the text") {
  for (const char* text : {"Star Wars: a poster", "Blade Runner: 2049", "a:b:c", "ratio 3:4x",
                           "x:", "::", "a:nan", "a:0x10", "a:1.2.3", "a:1,5"}) {
    DOCTEST_CAPTURE(text);
    DOCTEST_CHECK(only(text).text == text);
    DOCTEST_CHECK(only(text).weight == 1.0f);
  }
  DOCTEST_CHECK(only("Star Wars: a poster:2").text == "Star Wars: a poster");
  DOCTEST_CHECK(only("Star Wars: a poster:2").weight == 2.0f);
  DOCTEST_CHECK(only("1:2:3:4").text == "1:2");
}

DOCTEST_TEST_CASE("a backslash makes a colon or a bar part of the text") {
  DOCTEST_CHECK(only("at 12\\:30").text == "at 12:30");
  DOCTEST_CHECK(only("at 12\\:30:2").text == "at 12:30");
  DOCTEST_CHECK(only("at 12\\:30:2").weight == 2.0f);
  DOCTEST_CHECK(only("a\\|b").text == "a|b");
  DOCTEST_CHECK(only("a\\\\:3").text == "a\\");
  DOCTEST_CHECK(only("a\\b").text == "a\\b");
}

DOCTEST_TEST_CASE("an empty prompt or an infinite weight is an error") {
  for (const char* line :
       {"", "   ", "|", "a|", "a||b", ":1.5", "a:1e999", "a:-inf", "a:1:1e999"}) {
    DOCTEST_CAPTURE(line);
    DOCTEST_CHECK_THROWS_AS(parse_prompts(line), Error);
  }
}

}  // namespace
}  // namespace clipdraw
