// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <string>

namespace clipdraw {

// A named character reference without its "&": "amp;" and, where the standard lets the semicolon
// go, "amp". Sorted by name in byte order.
struct HtmlEntity {
  const char* name;
  const char* utf8;
};
extern const HtmlEntity kHtmlEntities[];
extern const size_t kHtmlEntityCount;

// Replaces named and numeric character references as HTML 5 and Python's html.unescape do: the
// longest known prefix counts, code points that the standard forbids vanish or become U+FFFD, and
// what is no reference stays. Once: "&amp;lt;" becomes "&lt;".
std::u32string unescape_html(const std::u32string& text);

}  // namespace clipdraw
