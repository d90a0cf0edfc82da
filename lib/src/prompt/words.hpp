// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

namespace clipdraw {

// Cleans text as OpenAI CLIP's simple_tokenizer does (without ftfy's mojibake repair): HTML
// references are resolved twice, white space becomes single blanks, ends are trimmed, letters are
// lower-cased. With `nfc` the text is composed before that.
std::u32string clean_text(const std::string& utf8, bool nfc);

// Splits cleaned text with the original's pattern, case ignored:
// <|startoftext|> | <|endoftext|> | 's | 't | 're | 've | 'm | 'll | 'd | \p{L}+ | \p{N} |
// [^\s\p{L}\p{N}]+
std::vector<std::u32string> split_words(const std::u32string& text);

}  // namespace clipdraw
