// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace clipdraw {

// Byte-pair tokenizer of OpenAI CLIP (Radford et al. 2021; byte pairs after Sennrich et al. 2016).
//
// The vocabulary file is text, gzipped or plain: a header line, then one merge "left right" a line.
// Ids in order: 256 bytes, the same at a word's end, one id a merge, <|startoftext|>,
// <|endoftext|>. Of a longer file the first 48,894 merges count, as in the original.
// Immutable after loading: any number of threads may encode.
class Tokenizer {
 public:
  // Takes OpenAI's merges, plain or gzipped, Hugging Face's tokenizer.json, or its vocab.json with
  // merges.txt beside it. nfc: compose letters first (a model set's own vocabulary may ask for it;
  // OpenAI's does not; a tokenizer.json says it itself).
  // Fails with not_found, io, bad_weights or unsupported.
  static Tokenizer from_file(const std::string& path, bool nfc = false);
  // name stands for the file in messages.
  static Tokenizer from_bytes(const std::vector<uint8_t>& bytes, const std::string& name,
                              bool nfc = false);

  // Ids of the text without start and end tokens. Fails with invalid_argument when it is not UTF-8.
  std::vector<int64_t> encode(const std::string& text) const;
  // Start, ids, end, then zeros up to context_length. Fails with invalid_argument when the text is
  // too long and says by how much.
  std::vector<int64_t> encode_padded(const std::string& text, int64_t context_length) const;

  size_t vocab_size() const { return ids_.size() + 2; }
  int64_t start_id() const { return static_cast<int64_t>(vocab_size()) - 2; }
  int64_t end_id() const { return static_cast<int64_t>(vocab_size()) - 1; }

 private:
  struct Merge {
    size_t rank;
    int32_t id;
  };
  Tokenizer() = default;
  void read_merges(std::string_view text, const std::string& name);
  void encode_word(const std::string& bytes, std::vector<int64_t>& out) const;
  const Merge* find_merge(int32_t left, int32_t right) const;

  std::vector<std::string> ids_;                // id -> symbol, without the two special ones
  std::unordered_map<uint64_t, Merge> merges_;  // left id and right id -> merge
  int32_t byte_ids_[256] = {};                  // byte -> id inside a word; + 256 at its end
  bool nfc_ = false;
};

// Returns the path of the vocabulary in a folder of weights, "" when it has none: the first of
// tokenizer.json, vocab.json, vocab.txt.gz, bpe_simple_vocab_16e6.txt.gz.
std::string find_vocabulary(const std::string& folder);

}  // namespace clipdraw
