// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <unordered_map>
#include <vector>

namespace clipdraw {

// A word of a prompt that models were not trained on.
struct UnknownWord {
  std::string word;     // as it was typed, but in small and composed letters
  std::string nearest;  // the known word that is nearest in meaning, else in spelling; may be ""
};

// The words that models were trained on, English and Korean. Immutable: any number of threads.
class KnownWords {
 public:
  // Knows every word.
  KnownWords() = default;

  // Reads plain or gzipped text: a known word a line, or another one, a blank, and the known word
  // that is nearest to it in meaning. Throws not_found, io, bad_weights.
  static KnownWords from_file(const std::string& path);

  // The words of a text that are not known, each once, in the order of the text. Numbers are known,
  // and so is the plural of a known word and a known Korean word with particles behind it. Throws
  // invalid_argument when the text is not UTF-8.
  std::vector<UnknownWord> unknown_in(const std::string& text) const;

 private:
  bool knows(const std::string& word) const;
  bool knows_form(const std::u32string& word) const;
  std::string nearest_to(const std::u32string& word) const;

  std::unordered_map<std::string, std::string> nearest_;  // "" for a known word
};

}  // namespace clipdraw
