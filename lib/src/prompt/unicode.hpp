// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>

namespace clipdraw {

// Turns UTF-8 into code points. Fails with invalid_argument when the bytes are no valid UTF-8.
std::u32string utf8_to_code_points(std::string_view utf8);
std::string code_points_to_utf8(std::u32string_view text);

// Unicode's own lower-casing, without a language and with the final sigma: Python's str.lower.
std::u32string lower_case(const std::u32string& text);
// The same letter by letter: no letter minds its neighbours, so there is no final sigma.
std::u32string lower_case_each(const std::u32string& text);

// Normalisation form C: an accent or a Korean vowel typed apart joins its letter.
std::u32string compose(const std::u32string& text);
// Normalisation form D: a Korean syllable becomes its two or three letters.
std::u32string decompose(const std::u32string& text);

bool is_letter(char32_t c);       // general category L
bool is_number(char32_t c);       // general category N
bool is_white_space(char32_t c);  // property White_Space

}  // namespace clipdraw
