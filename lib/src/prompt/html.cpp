// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "prompt/html.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "prompt/unicode.hpp"

namespace clipdraw {
namespace {

constexpr size_t kLongestName = 32;

// What the standard puts in place of the numbers 0x80..0x9F (they are read as windows-1252).
constexpr char32_t kWindows1252[32] = {
    0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

const HtmlEntity* find_entity(const std::string& name) {
  const HtmlEntity* end = kHtmlEntities + kHtmlEntityCount;
  const HtmlEntity* found = std::lower_bound(kHtmlEntities, end, name,
                                             [](const HtmlEntity& entity, const std::string& n) {
                                               return std::strcmp(entity.name, n.c_str()) < 0;
                                             });
  return found != end && name == found->name ? found : nullptr;
}

bool is_forbidden(uint32_t number) {
  return (number >= 0x1 && number <= 0x8) || number == 0xB || (number >= 0xE && number <= 0x1F) ||
         (number >= 0x7F && number <= 0x9F) || (number >= 0xFDD0 && number <= 0xFDEF) ||
         (number & 0xFFFE) == 0xFFFE;
}

void append_number(uint32_t number, std::u32string& out) {
  if (number == 0 || (number >= 0xD800 && number <= 0xDFFF) || number > 0x10FFFF) {
    out += U'\uFFFD';
  } else if (number >= 0x80 && number <= 0x9F) {
    out += kWindows1252[number - 0x80];
  } else if (number == 0xD || !is_forbidden(number)) {
    out += static_cast<char32_t>(number);
  }
}

int digit_value(char32_t c, uint32_t base) {
  if (c >= U'0' && c <= U'9') return static_cast<int>(c - U'0');
  if (base == 16 && c >= U'a' && c <= U'f') return static_cast<int>(c - U'a') + 10;
  if (base == 16 && c >= U'A' && c <= U'F') return static_cast<int>(c - U'A') + 10;
  return -1;
}

// text[at] is the character after "&#". Returns where the reference ends, or 0 when it is none.
size_t read_number(const std::u32string& text, size_t at, std::u32string& out) {
  uint32_t base = 10;
  if (at < text.size() && (text[at] == U'x' || text[at] == U'X')) {
    base = 16;
    ++at;
  }
  const size_t first = at;
  uint32_t number = 0;
  for (; at < text.size() && digit_value(text[at], base) >= 0; ++at) {
    number =
        std::min(number * base + static_cast<uint32_t>(digit_value(text[at], base)), 0x110000u);
  }
  if (at == first) return 0;
  append_number(number, out);
  return at < text.size() && text[at] == U';' ? at + 1 : at;
}

bool ends_name(char32_t c) {
  return c == U'\t' || c == U'\n' || c == U'\f' || c == U' ' || c == U'<' || c == U'&' ||
         c == U'#' || c == U';';
}

// text[at] is the character after "&". Returns where the reference ends, or 0 when it is none.
size_t read_name(const std::u32string& text, size_t at, std::u32string& out) {
  std::string name;  // ASCII, as every known name is
  size_t end = at;
  while (end < text.size() && end - at < kLongestName && !ends_name(text[end]) &&
         text[end] < 0x80) {
    name += static_cast<char>(text[end++]);
  }
  if (end < text.size() && text[end] == U';' && end > at) name += ';';
  for (; name.size() >= 2; name.pop_back()) {
    if (const HtmlEntity* entity = find_entity(name)) {
      out += utf8_to_code_points(entity->utf8);
      return at + name.size();
    }
  }
  return 0;
}

}  // namespace

std::u32string unescape_html(const std::u32string& text) {
  std::u32string out;
  out.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    size_t end = 0;
    if (text[at] == U'&' && at + 1 < text.size()) {
      end = text[at + 1] == U'#' ? read_number(text, at + 2, out) : read_name(text, at + 1, out);
    }
    if (end == 0) {
      out += text[at];
      end = at + 1;
    }
    at = end;
  }
  return out;
}

}  // namespace clipdraw
