// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

// Token ids of OpenAI's tokenizer, and of python_export/models/tokenizer.py for the tiny vocabulary
// in tests/data.

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "prompt/tokenizer.hpp"
#include "prompt/unicode.hpp"
#include "prompt/words.hpp"
#include "support/fixtures.hpp"
#include "support/hugging_face_tokenizer.hpp"
#include "support/torch_doctest.hpp"

namespace clipdraw {
namespace {

namespace fs = std::filesystem;
using Ids = std::vector<int64_t>;

struct Line {
  std::string text;
  Ids ids;
};

std::vector<Line> read_lines(const std::string& path) {
  std::ifstream file(path);
  std::vector<Line> lines;
  for (std::string line; std::getline(file, line);) {
    const nlohmann::json json = nlohmann::json::parse(line);
    lines.push_back({json.at("text").get<std::string>(), json.at("ids").get<Ids>()});
  }
  return lines;
}

void check_lines(const std::vector<Line>& lines, const Tokenizer& tokenizer) {
  for (const Line& line : lines) {
    DOCTEST_CAPTURE(line.text);
    DOCTEST_CHECK(tokenizer.encode(line.text) == line.ids);
  }
}

// A tokenizer.json asks for other rules than OpenAI's. Where they give other words, text that was
// cleaned the other way must give the ids; the rules themselves are tests of words_test.cpp.
void check_lines_cleaned(const std::vector<Line>& lines, const Tokenizer& tokenizer,
                         TextRules theirs) {
  size_t changed = 0;
  for (const Line& line : lines) {
    DOCTEST_CAPTURE(line.text);
    const std::u32string cleaned = clean_text(line.text, theirs);
    const bool same =
        split_words(cleaned, theirs) ==
        split_words(clean_text(line.text, TextRules::hugging_face), TextRules::hugging_face);
    changed += same ? 0 : 1;
    const Ids ids = tokenizer.encode(same ? line.text : code_points_to_utf8(cleaned));
    // Case and composition cannot be undone by cleaning; such lines have to be few.
    const bool comparable =
        same || split_words(clean_text(code_points_to_utf8(cleaned), TextRules::hugging_face),
                            TextRules::hugging_face) == split_words(cleaned, theirs);
    if (comparable) DOCTEST_CHECK(ids == line.ids);
    if (!comparable) std::printf("not comparable: %s\n", line.text.c_str());
  }
  std::printf("tokenizer.json: %zu of %zu lines have other words by its own rules\n", changed,
              lines.size());
  DOCTEST_CHECK(changed * 3 < lines.size());
}

// The ids of a vocabulary whose symbols are numbered the other way round.
std::vector<Line> reversed(std::vector<Line> lines, size_t vocab_size) {
  const auto start = static_cast<int64_t>(vocab_size) - 2;
  for (Line& line : lines) {
    for (int64_t& id : line.ids) {
      if (id < start) id = start - 1 - id;
    }
  }
  return lines;
}

void check_hugging_face(const std::vector<Line>& lines, const std::string& vocabulary, bool nfc) {
  const TextRules theirs = nfc ? TextRules::openai_composed : TextRules::openai;
  const std::string merges = test::read_unpacked(vocabulary);
  const size_t size = Tokenizer::from_file(vocabulary).vocab_size();
  for (const bool other_ids : {false, true}) {
    const std::vector<Line> expected = other_ids ? reversed(lines, size) : lines;
    const test::TemporaryFolder folder;
    test::write_text(folder.file("tokenizer.json"), test::tokenizer_json(merges, other_ids));
    const Tokenizer whole = Tokenizer::from_file(folder.file("tokenizer.json"));
    DOCTEST_CHECK(whole.vocab_size() == size);
    DOCTEST_CHECK(whole.end_id() == static_cast<int64_t>(size) - 1);
    check_lines_cleaned(expected, whole, theirs);

    test::write_text(folder.file("vocab.json"), test::vocab_json(merges, other_ids));
    test::write_text(folder.file("merges.txt"), merges);
    const Tokenizer parts = Tokenizer::from_file(folder.file("vocab.json"), nfc);
    DOCTEST_CHECK(parts.vocab_size() == size);
    check_lines(expected, parts);
  }
}

DOCTEST_TEST_CASE("OpenAI's vocabulary, as OpenAI and as Hugging Face publish it") {
  for (const std::string& path : test::parity_fixtures("tokenizer_openai.jsonl")) {
    DOCTEST_CAPTURE(path);
    const std::string vocabulary = test::published_file(path, "bpe_simple_vocab_16e6.txt.gz");
    if (vocabulary.empty()) continue;
    const Tokenizer tokenizer = Tokenizer::from_file(vocabulary);
    DOCTEST_CHECK(tokenizer.vocab_size() == 49408);
    DOCTEST_CHECK(tokenizer.end_id() == 49407);
    const std::vector<Line> lines = read_lines(path);
    DOCTEST_CHECK(!lines.empty());
    check_lines(lines, tokenizer);
    check_hugging_face(lines, vocabulary, false);
  }
}

DOCTEST_TEST_CASE("a vocabulary of our own, composed first, and in Hugging Face's files") {
  for (const std::string& path : test::parity_fixtures("tokenizer_tiny.jsonl")) {
    const std::string vocabulary = (fs::path(path).parent_path() / "vocab_tiny.txt.gz").string();
    const std::vector<Line> lines = read_lines(path);
    DOCTEST_CHECK(!lines.empty());
    check_lines(lines, Tokenizer::from_file(vocabulary, true));
    check_hugging_face(lines, vocabulary, true);
  }
}

}  // namespace
}  // namespace clipdraw
