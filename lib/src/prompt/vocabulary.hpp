// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "prompt/words.hpp"

namespace clipdraw {

// The numbers of a byte-pair vocabulary.
struct Vocabulary {
  struct Merge {
    size_t rank = 0;
    int32_t id = 0;
  };
  std::array<int32_t, 256> byte_ids = {};       // byte -> id inside a word
  std::array<int32_t, 256> last_byte_ids = {};  // byte -> id at a word's end
  std::unordered_map<uint64_t, Merge> merges;   // pair_key(left id, right id) -> merge
  int64_t start_id = 0;
  int64_t end_id = 0;
  size_t size = 0;  // one more than the highest id
  TextRules rules = TextRules::openai;

  static uint64_t pair_key(int32_t left, int32_t right) {
    return static_cast<uint64_t>(static_cast<uint32_t>(left)) << 32 | static_cast<uint32_t>(right);
  }
};

// The readers fail with bad_weights where a file contradicts itself, and with unsupported where it
// asks for what is no CLIP's. `name` stands for the file in messages.

// OpenAI's text: a header line, then one merge "left right" a line. Ids in order: 256 bytes, the
// same 256 at a word's end, one id a merge, <|startoftext|>, <|endoftext|>. Of a longer file the
// first 48,894 merges count, as in the original.
Vocabulary read_merges(std::string_view text, const std::string& name);

// Hugging Face's tokenizer.json: ids, merges, start and end as the file says. It has to ask for
// exactly CLIP's steps: NFC, white space, lower case; CLIP's pattern; bytes; byte pairs with </w>.
Vocabulary read_tokenizer_json(std::string_view text, const std::string& name);

// Hugging Face's vocab.json {symbol: id} and merges.txt. The library that reads these cleans text
// as OpenAI does (CLIPTokenizer with ftfy), so its rules are OpenAI's.
Vocabulary read_vocab_json(std::string_view vocabulary, std::string_view merges,
                           const std::string& name, const std::string& merges_name);

}  // namespace clipdraw
