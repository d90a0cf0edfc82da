// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "prompt/words.hpp"

#include <string_view>

#include "prompt/html.hpp"
#include "prompt/unicode.hpp"

namespace clipdraw {
namespace {

// Python's str.strip also takes the four ASCII separators, its \s does not.
bool is_stripped(char32_t c) { return is_white_space(c) || (c >= 0x1C && c <= 0x1F); }

// What no part of the pattern matches: white space and, where case is ignored, the combining iota,
// because the original's engine folds it to the letter iota when it looks for symbols but not when
// it looks for letters.
bool is_skipped(char32_t c, bool fold) { return is_white_space(c) || (fold && c == 0x345); }

std::u32string collapse_white_space(const std::u32string& text, bool (*is_trimmed)(char32_t)) {
  size_t first = 0;
  size_t last = text.size();
  while (first < last && is_trimmed(text[first])) ++first;
  while (last > first && is_trimmed(text[last - 1])) --last;
  std::u32string out;
  for (size_t at = first; at < last; ++at) {
    if (!is_white_space(text[at])) {
      out += text[at];
    } else if (out.back() != U' ') {  // out is never empty here: the ends were trimmed
      out += U' ';
    }
  }
  return out;
}

// Matches lower-case ASCII. With `fold` case is ignored; the long s is the one other letter that
// folds to ASCII.
bool starts_with(std::u32string_view text, size_t at, std::u32string_view pattern, bool fold) {
  if (text.size() - at < pattern.size()) return false;
  for (size_t i = 0; i < pattern.size(); ++i) {
    char32_t c = text[at + i];
    if (fold && c >= U'A' && c <= U'Z') c += U'a' - U'A';
    if (fold && c == 0x17F) c = U's';
    if (c != pattern[i]) return false;
  }
  return true;
}

size_t word_end(const std::u32string& text, size_t at, bool fold) {
  static constexpr std::u32string_view kWhole[] = {
      U"<|startoftext|>", U"<|endoftext|>", U"'s", U"'t", U"'re", U"'ve", U"'m", U"'ll", U"'d"};
  for (const std::u32string_view pattern : kWhole) {
    if (starts_with(text, at, pattern, fold)) return at + pattern.size();
  }
  if (is_number(text[at])) return at + 1;
  const bool letters = is_letter(text[at]);
  size_t end = at + 1;
  while (end < text.size() && is_letter(text[end]) == letters &&
         (letters || (!is_number(text[end]) && !is_skipped(text[end], fold)))) {
    ++end;
  }
  return end;
}

}  // namespace

std::u32string clean_text(const std::string& utf8, TextRules rules) {
  std::u32string text = utf8_to_code_points(utf8);
  if (rules == TextRules::hugging_face)
    return lower_case_each(collapse_white_space(compose(text), is_white_space));
  text = unescape_html(unescape_html(text));
  if (rules == TextRules::openai_composed) text = compose(text);
  return lower_case(collapse_white_space(text, is_stripped));
}

std::vector<std::u32string> split_words(const std::u32string& text, TextRules rules) {
  const bool fold = rules != TextRules::hugging_face;
  std::vector<std::u32string> words;
  for (size_t at = 0; at < text.size();) {
    if (is_skipped(text[at], fold)) {
      ++at;
      continue;
    }
    const size_t end = word_end(text, at, fold);
    words.push_back(text.substr(at, end - at));
    at = end;
  }
  return words;
}

}  // namespace clipdraw
