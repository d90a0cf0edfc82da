// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "prompt/html.hpp"

#include <cstring>
#include <string>

#include "prompt/unicode.hpp"
#include "support/torch_doctest.hpp"

namespace clipdraw {
namespace {

std::string unescaped(const std::string& text) {
  return code_points_to_utf8(unescape_html(utf8_to_code_points(text)));
}

DOCTEST_TEST_CASE("the entity table is sorted") {
  DOCTEST_CHECK(kHtmlEntityCount == 2231);
  for (size_t i = 1; i < kHtmlEntityCount; ++i) {
    DOCTEST_CHECK(std::strcmp(kHtmlEntities[i - 1].name, kHtmlEntities[i].name) < 0);
  }
}

// The expected strings are what Python 3.11's html.unescape returns.
DOCTEST_TEST_CASE("references are resolved as html.unescape does") {
  DOCTEST_CHECK(unescaped("a&amp;b &lt;i&gt;") == "a&b <i>");
  DOCTEST_CHECK(unescaped("&amp;lt;") == "&lt;");
  DOCTEST_CHECK(unescaped("&ampfoo") == "&foo");
  DOCTEST_CHECK(unescaped("&notit;") == "\u00ACit;");
  DOCTEST_CHECK(unescaped("&notin;") == "\u2209");
  DOCTEST_CHECK(unescaped("&unknown; & &; &#; &#x; &#xg") == "&unknown; & &; &#; &#x; &#xg");
  DOCTEST_CHECK(unescaped("&#65;&#x42&#X43;") == "ABC");
  DOCTEST_CHECK(unescaped("&#128;&#150;") == "\u20AC\u2013");
  DOCTEST_CHECK(unescaped("[&#1;&#xFFFF;&#127;]") == "[]");
  DOCTEST_CHECK(unescaped("&#0;&#xD800;&#99999999999999999999;") == "\uFFFD\uFFFD\uFFFD");
  DOCTEST_CHECK(unescaped("&#13;") == "\r");
  DOCTEST_CHECK(unescaped("&eacute\uAC00") == "\u00E9\uAC00");
  DOCTEST_CHECK(unescaped("&NotEqualTilde;") == "\u2242\u0338");
  DOCTEST_CHECK(unescaped("&") == "&");
}

}  // namespace
}  // namespace clipdraw
