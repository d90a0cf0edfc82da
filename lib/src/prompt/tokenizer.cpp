// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "prompt/tokenizer.hpp"

#include <zlib.h>

#include <filesystem>
#include <memory>

#include "base/error.hpp"
#include "base/file.hpp"
#include "prompt/unicode.hpp"
#include "prompt/words.hpp"

namespace clipdraw {
namespace {

constexpr size_t kMaxMerges = 49152 - 256 - 2;
constexpr size_t kMaxVocabularyBytes = size_t{1} << 26;
constexpr size_t kMaxTextBytes = size_t{1} << 14;
constexpr const char* kWordEnd = "</w>";

// Unpacks gzip; other bytes are returned as they are.
std::string unpack(const std::vector<uint8_t>& bytes, const std::string& name) {
  if (bytes.size() < 2 || bytes[0] != 0x1F || bytes[1] != 0x8B) {
    return std::string(bytes.begin(), bytes.end());
  }
  z_stream stream = {};
  if (inflateInit2(&stream, 15 + 16) != Z_OK) fail(Status::internal, "zlib could not be started");
  const std::unique_ptr<z_stream, int (*)(z_stream*)> guard(&stream, inflateEnd);
  stream.next_in = const_cast<Bytef*>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string out;
  std::vector<char> block(size_t{1} << 18);
  int result = Z_OK;
  while (result == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(block.data());
    stream.avail_out = static_cast<uInt>(block.size());
    result = inflate(&stream, Z_NO_FLUSH);
    out.append(block.data(), block.size() - stream.avail_out);
    if (out.size() > kMaxVocabularyBytes) {
      fail(Status::bad_weights, "{}: unpacks to more than {} bytes", name, kMaxVocabularyBytes);
    }
  }
  if (result != Z_STREAM_END) {
    fail(Status::bad_weights, "{}: gzip data is damaged or cut off", name);
  }
  return out;
}

// The printable character that stands for a byte in vocabulary files (as in GPT-2), and the order
// of the first 256 ids: printable Latin-1 first, then the rest.
struct ByteSymbols {
  std::string symbol[256];  // UTF-8, by byte
  int32_t id[256];          // by byte
};

ByteSymbols make_byte_symbols() {
  ByteSymbols table;
  int32_t next = 0;
  auto printable = [](int b) {
    return (b >= 33 && b <= 126) || (b >= 161 && b <= 255 && b != 173);
  };
  for (const bool pass : {true, false}) {
    char32_t moved = 256;
    for (int b = 0; b < 256; ++b) {
      if (printable(b) != pass) continue;
      const char32_t c = pass ? static_cast<char32_t>(b) : moved++;
      table.symbol[b] = code_points_to_utf8(std::u32string(1, c));
      table.id[b] = next++;
    }
  }
  return table;
}

// The beginning of a long text, cut between characters.
std::string shortened(const std::string& text) {
  size_t size = 200;
  if (text.size() <= size) return text;
  while (size > 0 && (static_cast<uint8_t>(text[size]) & 0xC0) == 0x80) --size;
  return text.substr(0, size) + "...";
}

uint64_t pair_key(int32_t left, int32_t right) {
  return static_cast<uint64_t>(static_cast<uint32_t>(left)) << 32 | static_cast<uint32_t>(right);
}

}  // namespace

Tokenizer Tokenizer::from_file(const std::string& path, bool nfc) {
  return from_bytes(read_file(path, kMaxVocabularyBytes), path, nfc);
}

Tokenizer Tokenizer::from_bytes(const std::vector<uint8_t>& bytes, const std::string& name,
                                bool nfc) {
  Tokenizer tokenizer;
  tokenizer.nfc_ = nfc;
  tokenizer.read_merges(unpack(bytes, name), name);
  return tokenizer;
}

void Tokenizer::read_merges(std::string_view text, const std::string& name) {
  const ByteSymbols bytes = make_byte_symbols();
  ids_.resize(512);
  for (int b = 0; b < 256; ++b) {
    byte_ids_[b] = bytes.id[b];
    ids_[bytes.id[b]] = bytes.symbol[b];
    ids_[bytes.id[b] + 256] = bytes.symbol[b] + kWordEnd;
  }

  struct Pair {
    std::string left, right;
  };
  std::vector<Pair> pairs;
  const size_t header_end = text.find('\n');
  if (header_end == std::string_view::npos || header_end > 1000) {
    fail(Status::bad_weights, "{}: is not a vocabulary, expected a header line and merges", name);
  }
  text.remove_prefix(header_end + 1);
  while (!text.empty() && pairs.size() < kMaxMerges) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const size_t blank = line.find(' ');
    const bool well_formed = blank != std::string_view::npos && blank > 0 &&
                             blank + 1 < line.size() &&
                             line.find(' ', blank + 1) == std::string_view::npos;
    if (line.empty() && text.empty()) break;
    if (!well_formed) {
      fail(Status::bad_weights, "{}: line {} is \"{}\", expected two symbols", name,
           pairs.size() + 2, line.substr(0, 40));
    }
    pairs.push_back({std::string(line.substr(0, blank)), std::string(line.substr(blank + 1))});
    ids_.push_back(pairs.back().left + pairs.back().right);
  }

  std::unordered_map<std::string, int32_t> id_of;
  for (size_t id = 0; id < ids_.size(); ++id) id_of[ids_[id]] = static_cast<int32_t>(id);
  for (size_t rank = 0; rank < pairs.size(); ++rank) {
    const auto left = id_of.find(pairs[rank].left);
    const auto right = id_of.find(pairs[rank].right);
    if (left == id_of.end() || right == id_of.end()) {
      fail(Status::bad_weights, "{}: line {} joins \"{}\" and \"{}\", which are not both symbols",
           name, rank + 2, pairs[rank].left, pairs[rank].right);
    }
    merges_[pair_key(left->second, right->second)] =
        Merge{rank, id_of[pairs[rank].left + pairs[rank].right]};
  }
}

const Tokenizer::Merge* Tokenizer::find_merge(int32_t left, int32_t right) const {
  const auto found = merges_.find(pair_key(left, right));
  return found == merges_.end() ? nullptr : &found->second;
}

void Tokenizer::encode_word(const std::string& bytes, std::vector<int64_t>& out) const {
  std::vector<int32_t> symbols;
  for (const char c : bytes) symbols.push_back(byte_ids_[static_cast<uint8_t>(c)]);
  symbols.back() += 256;
  while (true) {
    const Merge* best = nullptr;
    int32_t left = 0;
    int32_t right = 0;
    for (size_t i = 0; i + 1 < symbols.size(); ++i) {
      const Merge* merge = find_merge(symbols[i], symbols[i + 1]);
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
  for (const std::u32string& word : split_words(clean_text(text, nfc_))) {
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
