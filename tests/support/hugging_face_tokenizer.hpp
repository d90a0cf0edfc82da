// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>

namespace clipdraw::test {

// Writes the same vocabulary as Hugging Face's files do it. merges: OpenAI's text, unpacked.
// Returns tokenizer.json's text. `reversed` gives every symbol another id than OpenAI's order:
// highest first, but for start and end, which stay the highest two.
std::string tokenizer_json(const std::string& merges, bool reversed = false);
// Returns vocab.json's text: {symbol: id}.
std::string vocab_json(const std::string& merges, bool reversed = false);

// Returns the bytes of a gzipped or plain file, unpacked.
std::string read_unpacked(const std::string& path);

void write_text(const std::string& path, const std::string& text);

}  // namespace clipdraw::test
