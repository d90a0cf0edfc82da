// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "output_name.hpp"

#include <fmt/format.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <cstdint>
#include <filesystem>
#include <set>
#include <system_error>

namespace clipdraw_cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kStepMark = "-step-";
constexpr std::size_t kLongestName = 80;  // bytes; file systems allow 255 with all suffixes
constexpr std::size_t kLongestPicture = 200;
constexpr const char* kFallback = "picture";

struct Letter {
  std::uint32_t code = 0;
  std::size_t bytes = 1;
};

// The code point at a place of a UTF-8 text; broken bytes come out as code 0.
Letter letter_at(const std::string& text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t first = byte(at);
  if (first < 0x80) return {first, 1};
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 0;
  if (length == 0 || at + length > text.size()) return {};
  std::uint32_t code = first & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return {};
    code = (code << 6) | (byte(at + i) & 0x3FU);
  }
  return {code, length};
}

// Whether the code point may stand in a name: no control, blank, punctuation or invisible mark.
bool belongs_in_name(std::uint32_t code) {
  if (code < 0x80) {
    return (code >= '0' && code <= '9') || (code >= 'a' && code <= 'z') ||
           (code >= 'A' && code <= 'Z');
  }
  struct Range {
    std::uint32_t first, last;
  };
  static constexpr Range kOutside[] = {
      {0x80, 0xBF},     {0xD7, 0xD7},     {0xF7, 0xF7},     {0x1680, 0x1680},
      {0x2000, 0x206F}, {0x2E00, 0x2E7F}, {0x3000, 0x3004}, {0x3008, 0x3020},
      {0xD800, 0xF8FF}, {0xFE00, 0xFE0F}, {0xFE30, 0xFE4F}, {0xFEFF, 0xFEFF},
      {0xFF01, 0xFF0F}, {0xFF1A, 0xFF20}, {0xFFF0, 0xFFFF}, {0xE0000, 0x10FFFF}};
  for (const Range& range : kOutside) {
    if (code >= range.first && code <= range.last) return false;
  }
  return true;
}

// What may stay of a text in a file's name.
std::string harmless(const std::string& text) {
  std::string name;
  bool gap = false;
  for (std::size_t at = 0; at < text.size();) {
    const Letter letter = letter_at(text, at);
    const bool mark = letter.code == '-' || letter.code == '_' || letter.code == '.';
    if (!mark && !belongs_in_name(letter.code)) {
      gap = true;
    } else {
      if (gap) name += '-';
      gap = false;
      name.append(text, at, letter.bytes);
    }
    at += letter.bytes;
  }
  return name.erase(0, name.find_first_not_of("-."));
}

// The text with at most so many bytes, and no part of a letter at its end.
std::string cut(std::string text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<std::uint8_t>(text[most]) & 0xC0) == 0x80) --most;
  return text.erase(most);
}

// The path with something more before its extension.
std::string with_suffix(const std::string& path, const std::string& suffix) {
  const fs::path parts(path);
  return (parts.parent_path() / (parts.stem().string() + suffix + parts.extension().string()))
      .string();
}

}  // namespace

std::string name_from_prompt(const std::string& prompt) {
  std::string name;
  bool gap = false;
  for (std::size_t at = 0; at < prompt.size();) {
    const Letter letter = letter_at(prompt, at);
    if (!belongs_in_name(letter.code)) {
      gap = !name.empty();
    } else {
      if (name.size() + letter.bytes + (gap ? 1 : 0) > kLongestName) break;
      if (gap) name += '-';
      gap = false;
      if (letter.code >= 'A' && letter.code <= 'Z') {
        name += static_cast<char>(letter.code - 'A' + 'a');
      } else {
        name.append(prompt, at, letter.bytes);
      }
    }
    at += letter.bytes;
  }
  return name.empty() ? kFallback : name;
}

std::string picture_name(const std::string& text, int attempt) {
  std::string name = harmless(text);
  std::string extension = picture_extension(name);
  name.erase(name.size() - extension.size());
  if (extension.empty()) extension = ".png";
  if (attempt > 1) extension = fmt::format("-{}{}", attempt, extension);
  name = cut(name, kLongestPicture - extension.size());
  return (name.empty() ? kFallback : name) + extension;
}

std::string folded_name(const std::string& name) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* folding = icu::Normalizer2::getNFKCCasefoldInstance(status);
  if (U_FAILURE(status)) return name;
  std::string out;
  folding->normalize(icu::UnicodeString::fromUTF8(name), status).toUTF8String(out);
  return U_FAILURE(status) ? name : out;
}

std::string picture_extension(const std::string& name) {
  static const std::set<std::string> kKnown = {".png", ".jpg", ".jpeg", ".webp"};
  const std::string extension = fs::path(name).extension().string();
  return kKnown.count(folded_name(extension)) > 0 ? extension : "";
}

std::string numbered_path(const std::string& path, int attempt) {
  return attempt <= 1 ? path : with_suffix(path, fmt::format("-{}", attempt));
}

std::string step_path(const std::string& path, int step) {
  return with_suffix(path, fmt::format("{}{:04}", kStepMark, step));
}

std::string find_step_file(const std::string& path) {
  const fs::path parts(path);
  const std::string front = parts.stem().string() + kStepMark;
  const fs::path folder = parts.has_parent_path() ? parts.parent_path() : fs::path(".");
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored)) {
    const fs::path name = entry.path().filename();
    const std::string stem = name.stem().string();
    if (name.extension() == parts.extension() && stem.size() > front.size() &&
        stem.compare(0, front.size(), front) == 0 &&
        stem.find_first_not_of("0123456789", front.size()) == std::string::npos) {
      return parts.has_parent_path() ? entry.path().string() : name.string();
    }
  }
  return "";
}

std::string again_path(const std::string& path) { return with_suffix(path, "-again"); }

}  // namespace clipdraw_cli
