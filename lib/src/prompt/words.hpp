// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

namespace clipdraw {

// How text becomes words. A vocabulary belongs to one of them.
enum class TextRules {
  // OpenAI CLIP's simple_tokenizer, without ftfy's mojibake repair: HTML references are resolved
  // twice, white space becomes single blanks, ends are trimmed, letters are lower-cased as Python
  // does, and the pattern ignores case.
  openai,
  // The same, with letters composed (NFC) after the HTML references.
  openai_composed,
  // What a tokenizer.json of a CLIP asks for: letters are composed, white space becomes single
  // blanks, each letter is lower-cased by itself (no final sigma), and the pattern minds case. HTML
  // references stay as they are.
  hugging_face,
};

// Cleans text before it is split.
std::u32string clean_text(const std::string& utf8, TextRules rules);

// Splits cleaned text with the original's pattern:
// <|startoftext|> | <|endoftext|> | 's | 't | 're | 've | 'm | 'll | 'd | \p{L}+ | \p{N} |
// [^\s\p{L}\p{N}]+
std::vector<std::u32string> split_words(const std::u32string& text, TextRules rules);

}  // namespace clipdraw
