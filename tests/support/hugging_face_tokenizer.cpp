// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "support/hugging_face_tokenizer.hpp"

#include <zlib.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace clipdraw::test {
namespace {

using Json = nlohmann::json;

std::string utf8(int code_point) {
  if (code_point < 0x80) return std::string(1, static_cast<char>(code_point));
  return {static_cast<char>(0xC0 | (code_point >> 6)),
          static_cast<char>(0x80 | (code_point & 0x3F))};
}

// The symbols in the order of OpenAI's ids.
std::vector<std::string> symbols(const std::string& merges, std::vector<std::string>& lines) {
  std::vector<int> kept;
  for (int c = '!'; c <= '~'; ++c) kept.push_back(c);
  for (int c = 0xA1; c <= 0xFF; ++c) {
    if (c != 0xAD) kept.push_back(c);
  }
  std::vector<std::string> out;
  for (const int c : kept) out.push_back(utf8(c));
  for (int moved = 256; out.size() < 256; ++moved) out.push_back(utf8(moved));
  for (size_t i = 0; i < 256; ++i) out.push_back(out[i] + "</w>");
  std::istringstream stream(merges);
  std::string line;
  std::getline(stream, line);  // the header
  while (out.size() < 512 + 48894 && std::getline(stream, line)) {
    const size_t blank = line.find(' ');
    if (blank == std::string::npos) continue;
    lines.push_back(line);
    out.push_back(line.substr(0, blank) + line.substr(blank + 1));
  }
  out.emplace_back("<|startoftext|>");
  out.emplace_back("<|endoftext|>");
  return out;
}

Json ids(const std::vector<std::string>& all, bool reversed) {
  Json json = Json::object();
  for (size_t i = 0; i < all.size(); ++i) {
    json[all[i]] = reversed && i + 2 < all.size() ? all.size() - 3 - i : i;
  }
  return json;
}

}  // namespace

std::string vocab_json(const std::string& merges, bool reversed) {
  std::vector<std::string> lines;
  return ids(symbols(merges, lines), reversed).dump();
}

std::string tokenizer_json(const std::string& merges, bool reversed) {
  std::vector<std::string> lines;
  const std::vector<std::string> all = symbols(merges, lines);
  const size_t start = all.size() - 2;
  Json json = Json::parse(R"x({
    "version": "1.0", "truncation": null, "padding": null,
    "normalizer": {"type": "Sequence", "normalizers": [
      {"type": "NFC"}, {"type": "Replace", "pattern": {"Regex": "\\s+"}, "content": " "},
      {"type": "Lowercase"}]},
    "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
      {"type": "Split", "behavior": "Removed", "invert": true, "pattern": {"Regex":
        "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+"}},
      {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true}]},
    "decoder": {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true},
    "model": {"type": "BPE", "dropout": null, "unk_token": "<|endoftext|>",
      "continuing_subword_prefix": "", "end_of_word_suffix": "</w>", "fuse_unk": false}})x");
  json["added_tokens"] = Json::array({{{"id", start}, {"content", all[start]}, {"special", true}},
                                      {{"id", start + 1}, {"content", all[start + 1]}}});
  json["post_processor"] = {{"type", "RobertaProcessing"},
                            {"cls", Json::array({all[start], start})},
                            {"sep", Json::array({all[start + 1], start + 1})}};
  json["model"]["vocab"] = ids(all, reversed);
  json["model"]["merges"] = lines;
  return json.dump();
}

std::string read_unpacked(const std::string& path) {
  gzFile file = gzopen(path.c_str(), "rb");
  if (file == nullptr) throw std::runtime_error("cannot open " + path);
  std::string out;
  char block[1 << 16];
  for (int size = 0; (size = gzread(file, block, sizeof block)) > 0;) {
    out.append(block, static_cast<size_t>(size));
  }
  gzclose(file);
  return out;
}

void write_text(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  if (!file.flush()) throw std::runtime_error("cannot write " + path);
}

}  // namespace clipdraw::test
