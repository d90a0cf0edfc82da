// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "prompt/known_words.hpp"

#include <algorithm>
#include <string_view>

#include "base/edit_distance.hpp"
#include "base/error.hpp"
#include "prompt/packed_text.hpp"
#include "prompt/unicode.hpp"
#include "prompt/words.hpp"

namespace clipdraw {
namespace {

// What may stand behind a Korean noun.
constexpr std::u32string_view kParticles[] = {
    U"을",   U"를",   U"이",   U"가",   U"은",   U"는",   U"의",   U"와",   U"과",   U"랑",
    U"도",   U"만",   U"로",   U"에",   U"들",   U"으로", U"에서", U"이랑", U"에게", U"하고",
    U"들이", U"들을", U"들은", U"들의", U"들과", U"처럼", U"보다", U"까지", U"부터"};

// A longer word is near to nothing, and tables must not grow with it.
constexpr size_t kLongest = 32;

bool is_hangul(char32_t c) { return c >= 0xAC00 && c <= 0xD7A3; }

bool joins_letters(char32_t c) { return c == U'\'' || c == U'-' || c == U'\u2019'; }

// The words of a text: letters, and what joins letters between them.
std::vector<std::u32string> words_of(const std::string& text) {
  const std::u32string clean = clean_text(text, TextRules::openai_composed);
  std::vector<std::u32string> words;
  std::u32string word;
  for (size_t at = 0; at <= clean.size(); ++at) {
    const char32_t c = at < clean.size() ? clean[at] : U' ';
    const bool joins =
        joins_letters(c) && !word.empty() && at + 1 < clean.size() && is_letter(clean[at + 1]);
    if (is_letter(c)) {
      word += c;
    } else if (joins) {
      word += c == U'-' ? c : U'\'';
    } else if (!word.empty()) {
      words.push_back(std::move(word));
      word.clear();
    }
  }
  return words;
}

// The word without an ending, where it has that one and something before it.
std::u32string without(const std::u32string& word, std::u32string_view ending) {
  if (word.size() <= ending.size()) return {};
  const size_t stem = word.size() - ending.size();
  return word.compare(stem, ending.size(), ending) == 0 ? word.substr(0, stem) : std::u32string();
}

// What an English word may be the plural or the possessive of.
std::vector<std::u32string> singulars(const std::u32string& word) {
  std::vector<std::u32string> stems = {without(word, U"'s"), without(word, U"s"),
                                       without(word, U"es")};
  const std::u32string ies = without(word, U"ies");
  if (!ies.empty()) stems.push_back(ies + U"y");
  return stems;
}

}  // namespace

KnownWords KnownWords::from_file(const std::string& path) {
  const std::string text = read_packed_text(path);
  KnownWords words;
  size_t from = 0;
  while (from < text.size()) {
    const size_t to = std::min(text.find('\n', from), text.size());
    const std::string line = text.substr(from, to - from);
    const size_t blank = line.find(' ');
    if (line.empty() || blank == 0 || line.find(' ', blank + 1) < line.size()) {
      fail(Status::bad_weights, "{}: line \"{}\", expected a word, or a word and a known one", path,
           line);
    }
    words.nearest_[line.substr(0, blank)] =
        blank == std::string::npos ? std::string() : line.substr(blank + 1);
    from = to + 1;
  }
  return words;
}

std::vector<UnknownWord> KnownWords::unknown_in(const std::string& text) const {
  std::vector<UnknownWord> unknown;
  if (nearest_.empty()) return unknown;
  for (const std::u32string& word : words_of(text)) {
    if (knows_form(word)) continue;
    const std::string name = code_points_to_utf8(word);
    const auto same = [&](const UnknownWord& other) { return other.word == name; };
    if (std::any_of(unknown.begin(), unknown.end(), same)) continue;
    unknown.push_back({name, nearest_to(word)});
  }
  return unknown;
}

bool KnownWords::knows(const std::string& word) const {
  const auto found = nearest_.find(word);
  return found != nearest_.end() && found->second.empty();
}

bool KnownWords::knows_form(const std::u32string& word) const {
  const auto known = [&](const std::u32string& form) {
    return !form.empty() && knows(code_points_to_utf8(form));
  };
  if (known(word)) return true;
  // "wine-glass": a joined word is known by its parts
  const size_t joint = word.find(U'-');
  if (joint != std::u32string::npos) {
    return knows_form(word.substr(0, joint)) && knows_form(word.substr(joint + 1));
  }
  if (is_hangul(word.back())) {
    return std::any_of(std::begin(kParticles), std::end(kParticles),
                       [&](std::u32string_view end) { return known(without(word, end)); });
  }
  const std::vector<std::u32string> stems = singulars(word);
  return std::any_of(stems.begin(), stems.end(), known);
}

std::string KnownWords::nearest_to(const std::u32string& word) const {
  std::vector<std::u32string> forms = singulars(word);
  forms.insert(forms.begin(), word);
  for (const std::u32string& form : forms) {
    const auto listed = nearest_.find(code_points_to_utf8(form));
    if (listed != nearest_.end() && !listed->second.empty()) return listed->second;
  }
  // By spelling; Korean by the letters of its syllables. Of equals the first in the alphabet.
  const std::u32string letters = decompose(word.substr(0, kLongest));
  std::string best;
  size_t fewest = letters.size();  // all of them replaced is no likeness
  for (const auto& [name, nearest] : nearest_) {
    if (!nearest.empty()) continue;
    const std::u32string candidate = decompose(utf8_to_code_points(name));
    const size_t longer = std::max(candidate.size(), letters.size());
    if (longer - std::min(candidate.size(), letters.size()) > fewest) continue;
    const size_t edits = edit_distance(letters, candidate);
    if (edits < fewest || (edits == fewest && !best.empty() && name < best)) {
      fewest = edits;
      best = name;
    }
  }
  return best;
}

}  // namespace clipdraw
