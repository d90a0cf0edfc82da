// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "prompt/tokenizer.hpp"

#include <filesystem>
#include <string_view>

#include "base/error.hpp"
#include "prompt/packed_text.hpp"
#include "prompt/unicode.hpp"
#include "prompt/words.hpp"

namespace clipdraw {
namespace {

constexpr size_t kMaxTextBytes = size_t{1} << 14;

// The beginning of a long text, cut between characters.
std::string shortened(const std::string& text) {
  size_t size = 200;
  if (text.size() <= size) return text;
  while (size > 0 && (static_cast<uint8_t>(text[size]) & 0xC0) == 0x80) --size;
  return text.substr(0, size) + "...";
}

// True for a JSON object, which merges cannot begin as: their first line is "#version...".
bool is_json(const std::string& text) {
  const size_t first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return first != std::string::npos && text[first] == '{';
}

// True for a tokenizer.json: its "model" is an object, where a plain list of ids has numbers only.
bool has_model(const std::string& text) {
  static constexpr std::string_view kKey = "\"model\"";
  static constexpr const char* kBlank = " \t\r\n";
  for (size_t at = text.find(kKey); at != std::string::npos; at = text.find(kKey, at + 1)) {
    const size_t colon = text.find_first_not_of(kBlank, at + kKey.size());
    if (colon == std::string::npos || text[colon] != ':') continue;
    const size_t value = text.find_first_not_of(kBlank, colon + 1);
    if (value != std::string::npos && text[value] == '{') return true;
  }
  return false;
}

Vocabulary read_vocabulary(const std::string& text, const std::string& name, bool nfc) {
  Vocabulary vocabulary = is_json(text) ? read_tokenizer_json(text, name) : read_merges(text, name);
  if (nfc && vocabulary.rules == TextRules::openai) vocabulary.rules = TextRules::openai_composed;
  return vocabulary;
}

}  // namespace

Tokenizer Tokenizer::from_file(const std::string& path, bool nfc) {
  const std::string text = read_packed_text(path);
  if (!is_json(text) || has_model(text)) return Tokenizer(read_vocabulary(text, path, nfc), {path});
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  std::string merges = (folder / "merges.txt").string();
  std::error_code ignored;
  if (!std::filesystem::exists(merges, ignored)) {
    if (!std::filesystem::exists(merges + ".gz", ignored)) {
      fail(Status::not_found, "{}: needs merges.txt beside it, or take the tokenizer.json", path);
    }
    merges += ".gz";
  }
  Vocabulary vocabulary = read_vocab_json(text, read_packed_text(merges), path, merges);
  if (nfc) vocabulary.rules = TextRules::openai_composed;
  return Tokenizer(std::move(vocabulary), {path, merges});
}

Tokenizer Tokenizer::from_bytes(const std::vector<uint8_t>& bytes, const std::string& name,
                                bool nfc) {
  return Tokenizer(read_vocabulary(unpack_text(bytes, name), name, nfc), {});
}

const Vocabulary::Merge* Tokenizer::find_merge(int32_t left, int32_t right) const {
  const auto found = vocabulary_.merges.find(Vocabulary::pair_key(left, right));
  return found == vocabulary_.merges.end() ? nullptr : &found->second;
}

void Tokenizer::encode_word(const std::string& bytes, std::vector<int64_t>& out) const {
  std::vector<int32_t> symbols;
  for (const char c : bytes) {
    symbols.push_back(vocabulary_.byte_ids[static_cast<uint8_t>(c)]);
  }
  symbols.back() = vocabulary_.last_byte_ids[static_cast<uint8_t>(bytes.back())];
  while (true) {
    const Vocabulary::Merge* best = nullptr;
    int32_t left = 0;
    int32_t right = 0;
    for (size_t i = 0; i + 1 < symbols.size(); ++i) {
      const Vocabulary::Merge* merge = find_merge(symbols[i], symbols[i + 1]);
      if (merge && (!best || merge->rank < best->rank)) {
        best = merge;
        left = symbols[i];
        right = symbols[i + 1];
      }
    }
    if (!best) break;
    size_t kept = 0;  // every occurrence, from the left
    for (size_t i = 0; i < symbols.size(); ++i) {
      const bool joins = i + 1 < symbols.size() && symbols[i] == left && symbols[i + 1] == right;
      symbols[kept++] = joins ? best->id : symbols[i];
      if (joins) ++i;
    }
    symbols.resize(kept);
  }
  out.insert(out.end(), symbols.begin(), symbols.end());
}

std::vector<int64_t> Tokenizer::encode(const std::string& text) const {
  if (text.size() > kMaxTextBytes) {
    fail(Status::invalid_argument, "prompt has {} bytes, at most {} are read", text.size(),
         kMaxTextBytes);
  }
  std::vector<int64_t> out;
  for (const std::u32string& word :
       split_words(clean_text(text, vocabulary_.rules), vocabulary_.rules)) {
    if (word == U"<|startoftext|>") {
      out.push_back(start_id());
    } else if (word == U"<|endoftext|>") {
      out.push_back(end_id());
    } else {
      encode_word(code_points_to_utf8(word), out);
    }
  }
  return out;
}

std::vector<int64_t> Tokenizer::encode_padded(const std::string& text,
                                              int64_t context_length) const {
  std::vector<int64_t> ids = encode(text);
  if (static_cast<int64_t>(ids.size()) + 2 > context_length) {
    fail(Status::invalid_argument,
         "prompt \"{}\" is {} tokens long, the model reads at most {}: shorten it, or split it "
         "with |",
         shortened(text), ids.size(), context_length - 2);
  }
  ids.insert(ids.begin(), start_id());
  ids.push_back(end_id());
  ids.resize(static_cast<size_t>(context_length), 0);
  return ids;
}

std::string find_vocabulary(const std::string& folder) {
  for (const char* name :
       {"tokenizer.json", "vocab.json", "vocab.txt.gz", "bpe_simple_vocab_16e6.txt.gz"}) {
    const std::filesystem::path path = std::filesystem::path(folder) / name;
    std::error_code ignored;
    if (std::filesystem::exists(path, ignored)) return path.string();
  }
  return "";
}

}  // namespace clipdraw
