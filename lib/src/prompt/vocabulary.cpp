// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "prompt/vocabulary.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "prompt/unicode.hpp"

namespace clipdraw {
namespace {

using Json = nlohmann::json;
using Ids = std::unordered_map<std::string, int32_t>;

constexpr size_t kMaxMerges = 49152 - 256 - 2;
constexpr int64_t kHighestId = 1 << 24;
constexpr const char* kWordEnd = "</w>";
constexpr const char* kStart = "<|startoftext|>";
constexpr const char* kEnd = "<|endoftext|>";

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

struct Pair {
  std::string left, right;
};

// Splits "left right"; false when the line is anything else.
bool read_pair(std::string_view line, Pair& pair) {
  const size_t blank = line.find(' ');
  if (blank == std::string_view::npos || blank == 0 || blank + 1 >= line.size() ||
      line.find(' ', blank + 1) != std::string_view::npos) {
    return false;
  }
  pair = {std::string(line.substr(0, blank)), std::string(line.substr(blank + 1))};
  return true;
}

std::vector<Pair> read_pairs(std::string_view text, const std::string& name) {
  const size_t header_end = text.find('\n');
  if (header_end == std::string_view::npos || header_end > 1000) {
    fail(Status::bad_weights, "{}: is not a vocabulary, expected a header line and merges", name);
  }
  text.remove_prefix(header_end + 1);
  std::vector<Pair> pairs;
  while (!text.empty() && pairs.size() < kMaxMerges) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() && text.empty()) break;
    if (!read_pair(line, pairs.emplace_back())) {
      fail(Status::bad_weights, "{}: line {} is \"{}\", expected two symbols", name,
           pairs.size() + 1, line.substr(0, 40));
    }
  }
  return pairs;
}

int32_t find_id(const Ids& ids, const std::string& symbol, const std::string& name) {
  const auto found = ids.find(symbol);
  if (found == ids.end()) {
    fail(Status::bad_weights, "{}: has no id for \"{}\"", name, symbol);
  }
  return found->second;
}

// first_line: what the first merge is called in messages.
void take_merges(Vocabulary& vocabulary, const Ids& ids, const std::vector<Pair>& pairs,
                 const std::string& name, size_t first_line) {
  for (size_t rank = 0; rank < pairs.size(); ++rank) {
    const Pair& pair = pairs[rank];
    const auto left = ids.find(pair.left);
    const auto right = ids.find(pair.right);
    const auto joined = ids.find(pair.left + pair.right);
    if (left == ids.end() || right == ids.end() || joined == ids.end()) {
      fail(Status::bad_weights,
           "{}: line {} joins \"{}\" and \"{}\", which are not symbols with ids, or give none",
           name, rank + first_line, pair.left, pair.right);
    }
    vocabulary.merges[Vocabulary::pair_key(left->second, right->second)] = {rank, joined->second};
  }
}

// ids: what the file says. Bytes, start, end and size follow from it.
Vocabulary from_ids(const Ids& ids, const std::string& name) {
  Vocabulary vocabulary;
  const ByteSymbols bytes = make_byte_symbols();
  for (size_t b = 0; b < 256; ++b) {
    vocabulary.byte_ids[b] = find_id(ids, bytes.symbol[b], name);
    vocabulary.last_byte_ids[b] = find_id(ids, bytes.symbol[b] + kWordEnd, name);
  }
  vocabulary.start_id = find_id(ids, kStart, name);
  vocabulary.end_id = find_id(ids, kEnd, name);
  int32_t highest = 0;
  for (const auto& entry : ids) highest = std::max(highest, entry.second);
  vocabulary.size = static_cast<size_t>(highest) + 1;
  return vocabulary;
}

void take_id(Ids& ids, const std::string& symbol, const Json& id, const std::string& name) {
  if (!id.is_number_integer() || id.get<double>() < 0 || id.get<double>() > kHighestId) {
    fail(Status::bad_weights, "{}: the id of \"{}\" is {}, expected a whole number from 0 to {}",
         name, symbol, id.dump().substr(0, 40), kHighestId);
  }
  ids[symbol] = id.get<int32_t>();
}

Json parse(std::string_view text, const std::string& name) {
  // A message that shows a value walks down into it, so that may not be as deep as a file likes.
  constexpr int kMostLevels = 64;
  bool too_deep = false;
  const auto watch = [&](int level, Json::parse_event_t /*event*/, Json& /*value*/) {
    too_deep = too_deep || level > kMostLevels;
    return true;
  };
  Json json = Json::parse(text, watch, false);
  if (too_deep) fail(Status::bad_weights, "{}: is nested more than {} deep", name, kMostLevels);
  if (!json.is_object()) {
    fail(Status::bad_weights, "{}: is not a JSON object, is the download complete?", name);
  }
  return json;
}

Ids read_ids(const Json& vocabulary, const std::string& name) {
  if (!vocabulary.is_object()) {
    fail(Status::bad_weights, "{}: the vocabulary is not a JSON object of ids", name);
  }
  Ids ids;
  for (const auto& [symbol, id] : vocabulary.items()) take_id(ids, symbol, id, name);
  return ids;
}

// A part of a tokenizer.json that is not as CLIP's.
[[noreturn]] void unsupported(const std::string& name, const char* part, const Json& found,
                              const char* expected) {
  fail(Status::unsupported,
       "{}: {} is {}, expected {}: only the tokenizers of CLIP models are supported", name, part,
       found.dump().substr(0, 120), expected);
}

// Returns the member, or null.
const Json& member(const Json& json, const char* key) {
  static const Json nothing;
  return json.is_object() && json.contains(key) ? json.at(key) : nothing;
}

// Returns the steps of a "Sequence", or the one step that stands alone.
std::vector<Json> steps(const Json& json, const char* list) {
  if (member(json, "type") != "Sequence") return {json};
  const Json& found = member(json, list);
  return found.is_array() ? found.get<std::vector<Json>>() : std::vector<Json>();
}

void check_normalizer(const Json& json, const std::string& name) {
  const std::vector<Json> found = steps(json, "normalizers");
  const bool good = found.size() == 3 && member(found[0], "type") == "NFC" &&
                    member(found[1], "type") == "Replace" &&
                    member(member(found[1], "pattern"), "Regex") == "\\s+" &&
                    member(found[1], "content") == " " && member(found[2], "type") == "Lowercase";
  if (!good) unsupported(name, "\"normalizer\"", json, "NFC, Replace \\s+ by a blank, Lowercase");
}

void check_pre_tokenizer(const Json& json, const std::string& name) {
  static constexpr const char* kPattern =
      R"('s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+)";
  static constexpr const char* kSpecial = R"(<\|startoftext\|>|<\|endoftext\|>|)";
  const std::vector<Json> found = steps(json, "pretokenizers");
  bool good = found.size() == 2 && member(found[0], "type") == "Split" &&
              member(found[1], "type") == "ByteLevel" &&
              member(found[1], "add_prefix_space") == false;
  if (good) {
    const Json& pattern = member(member(found[0], "pattern"), "Regex");
    const Json& behavior = member(found[0], "behavior");
    good = (pattern == kPattern || pattern == std::string(kSpecial) + kPattern) &&
           (behavior == "Removed" || behavior == "removed") && member(found[0], "invert") == true;
  }
  if (!good) unsupported(name, "\"pre_tokenizer\"", json, "CLIP's Split pattern, then ByteLevel");
}

std::vector<Pair> read_pairs(const Json& merges, const std::string& name) {
  std::vector<Pair> pairs;
  if (!merges.is_array()) fail(Status::bad_weights, "{}: \"merges\" is not a list", name);
  for (const Json& merge : merges) {
    Pair& pair = pairs.emplace_back();
    bool good = false;
    if (merge.is_string()) {
      good = read_pair(merge.get_ref<const std::string&>(), pair);
    } else if (merge.is_array() && merge.size() == 2 && merge[0].is_string() &&
               merge[1].is_string()) {
      pair = {merge[0].get<std::string>(), merge[1].get<std::string>()};
      good = true;
    }
    if (!good) {
      fail(Status::bad_weights, "{}: merge {} is {}, expected two symbols", name, pairs.size(),
           merge.dump().substr(0, 40));
    }
  }
  return pairs;
}

}  // namespace

Vocabulary read_merges(std::string_view text, const std::string& name) {
  const ByteSymbols bytes = make_byte_symbols();
  const std::vector<Pair> pairs = read_pairs(text, name);
  Ids ids;
  for (int b = 0; b < 256; ++b) {
    ids[bytes.symbol[b]] = bytes.id[b];
    ids[bytes.symbol[b] + kWordEnd] = bytes.id[b] + 256;
  }
  int32_t next = 512;
  for (const Pair& pair : pairs) ids[pair.left + pair.right] = next++;
  ids[kStart] = next;
  ids[kEnd] = next + 1;
  Vocabulary vocabulary = from_ids(ids, name);
  take_merges(vocabulary, ids, pairs, name, 2);
  return vocabulary;
}

Vocabulary read_tokenizer_json(std::string_view text, const std::string& name) {
  const Json json = parse(text, name);
  const Json& model = member(json, "model");
  if (member(model, "type") != "BPE") {
    unsupported(name, "\"model\".\"type\"", member(model, "type"), "\"BPE\"");
  }
  if (member(model, "end_of_word_suffix") != kWordEnd) {
    unsupported(name, "\"model\".\"end_of_word_suffix\"", member(model, "end_of_word_suffix"),
                "\"</w>\"");
  }
  check_normalizer(member(json, "normalizer"), name);
  check_pre_tokenizer(member(json, "pre_tokenizer"), name);
  Ids ids = read_ids(member(model, "vocab"), name);
  for (const Json& token : member(json, "added_tokens")) {
    if (member(token, "content").is_string()) {
      take_id(ids, token.at("content").get<std::string>(), member(token, "id"), name);
    }
  }
  // Start and end stand in the last step, as "cls" and "sep" with their ids.
  const Json& ends = member(json, "post_processor");
  if (member(ends, "type") == "RobertaProcessing") {
    for (const auto& [key, symbol] : {std::pair{"cls", kStart}, std::pair{"sep", kEnd}}) {
      const Json& token = member(ends, key);
      if (token.is_array() && token.size() == 2) take_id(ids, symbol, token[1], name);
    }
  }
  Vocabulary vocabulary = from_ids(ids, name);
  take_merges(vocabulary, ids, read_pairs(member(model, "merges"), name), name, 1);
  vocabulary.rules = TextRules::hugging_face;
  return vocabulary;
}

Vocabulary read_vocab_json(std::string_view vocabulary_text, std::string_view merges,
                           const std::string& name, const std::string& merges_name) {
  const Ids ids = read_ids(parse(vocabulary_text, name), name);
  Vocabulary vocabulary = from_ids(ids, name);
  take_merges(vocabulary, ids, read_pairs(merges, merges_name), merges_name, 2);
  return vocabulary;
}

}  // namespace clipdraw
