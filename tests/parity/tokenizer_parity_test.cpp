// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

// Token ids of OpenAI's tokenizer, and of python_export/models/tokenizer.py for the tiny vocabulary
// in tests/data.

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "prompt/tokenizer.hpp"
#include "support/fixtures.hpp"
#include "support/torch_doctest.hpp"

namespace clipdraw {
namespace {

namespace fs = std::filesystem;

// Returns how many lines there were.
int check_lines(const std::string& path, const Tokenizer& tokenizer) {
  std::ifstream file(path);
  int lines = 0;
  for (std::string line; std::getline(file, line); ++lines) {
    const nlohmann::json expected = nlohmann::json::parse(line);
    const std::string text = expected.at("text").get<std::string>();
    DOCTEST_CAPTURE(text);
    DOCTEST_CHECK(tokenizer.encode(text) == expected.at("ids").get<std::vector<int64_t>>());
  }
  return lines;
}

DOCTEST_TEST_CASE("OpenAI's vocabulary") {
  for (const std::string& path : test::parity_fixtures("tokenizer_openai.jsonl")) {
    DOCTEST_CAPTURE(path);
    const fs::path folder = fs::path(path).parent_path();
    std::string vocabulary;
    for (const fs::path& candidate : {folder, folder / ".." / "weights"}) {
      const fs::path file = candidate / "bpe_simple_vocab_16e6.txt.gz";
      if (vocabulary.empty() && fs::exists(file)) vocabulary = file.string();
    }
    const std::string shared = test::source_path("../shared/weights/bpe_simple_vocab_16e6.txt.gz");
    if (vocabulary.empty() && fs::exists(shared)) vocabulary = shared;
    if (vocabulary.empty()) {
      test::say_skipped("bpe_simple_vocab_16e6.txt.gz is not beside " + path);
      continue;
    }
    const Tokenizer tokenizer = Tokenizer::from_file(vocabulary);
    DOCTEST_CHECK(tokenizer.vocab_size() == 49408);
    DOCTEST_CHECK(tokenizer.end_id() == 49407);
    DOCTEST_CHECK(check_lines(path, tokenizer) > 0);
  }
}

DOCTEST_TEST_CASE("a vocabulary of our own, composed first") {
  for (const std::string& path : test::parity_fixtures("tokenizer_tiny.jsonl")) {
    const std::string vocabulary = (fs::path(path).parent_path() / "vocab_tiny.txt.gz").string();
    DOCTEST_CHECK(check_lines(path, Tokenizer::from_file(vocabulary, true)) > 0);
  }
}

}  // namespace
}  // namespace clipdraw
