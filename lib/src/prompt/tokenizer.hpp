// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "prompt/vocabulary.hpp"

namespace clipdraw {

// Byte-pair tokenizer of OpenAI CLIP (Radford et al. 2021; byte pairs after Sennrich et al. 2016).
// Immutable after loading: any number of threads may encode.
class Tokenizer {
 public:
  // Takes OpenAI's merges, plain or gzipped; Hugging Face's tokenizer.json; or its vocab.json with
  // merges.txt (plain or gzipped) beside it. nfc: compose letters first (a model set's own
  // vocabulary may ask for it; OpenAI's does not; a tokenizer.json says it itself).
  // Fails with not_found, io, bad_weights or unsupported.
  static Tokenizer from_file(const std::string& path, bool nfc = false);
  // The same from memory, but for vocab.json. name stands for the file in messages.
  static Tokenizer from_bytes(const std::vector<uint8_t>& bytes, const std::string& name,
                              bool nfc = false);

  // Ids of the text without start and end tokens. Fails with invalid_argument when it is not UTF-8.
  std::vector<int64_t> encode(const std::string& text) const;
  // Start, ids, end, then zeros up to context_length. What stands after the end token is never
  // looked at: the text encoder is causal and is read at the end token. Fails with invalid_argument
  // when the text is too long and says by how much.
  std::vector<int64_t> encode_padded(const std::string& text, int64_t context_length) const;

  // One more than the highest id.
  size_t vocab_size() const { return vocabulary_.size; }
  int64_t start_id() const { return vocabulary_.start_id; }
  int64_t end_id() const { return vocabulary_.end_id; }
  // Every file that was read, for hashes; none from memory.
  const std::vector<std::string>& files() const { return files_; }

 private:
  Tokenizer(Vocabulary vocabulary, std::vector<std::string> files)
      : vocabulary_(std::move(vocabulary)), files_(std::move(files)) {}
  void encode_word(const std::string& bytes, std::vector<int64_t>& out) const;
  const Vocabulary::Merge* find_merge(int32_t left, int32_t right) const;

  Vocabulary vocabulary_;
  std::vector<std::string> files_;
};

// Returns the path of the vocabulary in a folder of weights, "" when it has none: the first of
// tokenizer.json, vocab.json, vocab.txt.gz, bpe_simple_vocab_16e6.txt.gz.
std::string find_vocabulary(const std::string& folder);

}  // namespace clipdraw
