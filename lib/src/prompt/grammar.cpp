// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "prompt/grammar.hpp"

#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <string_view>

#include "base/error.hpp"

namespace clipdraw {
namespace {

constexpr std::string_view kBlank = " \t\r\n\v\f";

// True when the character at position `at` has an odd number of backslashes before it.
bool is_escaped(std::string_view text, size_t at) {
  size_t backslashes = 0;
  while (at > backslashes && text[at - backslashes - 1] == '\\') ++backslashes;
  return backslashes % 2 == 1;
}

std::vector<std::string_view> split_at_bars(std::string_view line) {
  std::vector<std::string_view> parts;
  size_t first = 0;
  for (size_t at = 0; at < line.size(); ++at) {
    if (line[at] == '|' && !is_escaped(line, at)) {
      parts.push_back(line.substr(first, at - first));
      first = at + 1;
    }
  }
  parts.push_back(line.substr(first));
  return parts;
}

std::string_view trim(std::string_view text) {
  const size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

std::string unescape(std::string_view text) {
  std::string out;
  for (size_t at = 0; at < text.size(); ++at) {
    const bool escapes = text[at] == '\\' && at + 1 < text.size() &&
                         (text[at + 1] == ':' || text[at + 1] == '|' || text[at + 1] == '\\');
    if (escapes) ++at;
    out += text[at];
  }
  return out;
}

// Reads a whole decimal number such as "1.5", "+2", "-.4", "1e-2" or, as a stop, "-inf".
std::optional<float> read_number(std::string_view text) {
  if (text == "-inf") return -std::numeric_limits<float>::infinity();
  if (!text.empty() && text[0] == '+') text.remove_prefix(1);
  if (text.empty() || text.find_first_not_of("0123456789+-.eE") != std::string_view::npos)
    return {};
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size()) return {};
  if (error == std::errc::result_out_of_range) return std::numeric_limits<float>::infinity();
  if (error != std::errc()) return {};
  return static_cast<float>(value);
}

// Takes ":NUMBER" off the end of text when there is one.
std::optional<float> take_number(std::string_view& text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || is_escaped(text, colon)) return {};
  const std::optional<float> number = read_number(text.substr(colon + 1));
  if (number) text = text.substr(0, colon);
  return number;
}

}  // namespace

std::vector<Prompt> parse_prompts(const std::string& line) {
  std::vector<Prompt> prompts;
  const std::vector<std::string_view> parts = split_at_bars(line);
  for (const std::string_view part : parts) {
    std::string_view text = trim(part);
    Prompt prompt;
    if (const std::optional<float> last = take_number(text)) {
      prompt.weight = *last;
      if (const std::optional<float> before = take_number(text)) {
        prompt.weight = *before;
        prompt.stop = *last;
      }
    }
    prompt.text = unescape(trim(text));
    if (prompt.text.empty()) {
      if (parts.size() == 1) fail(Status::invalid_argument, "prompt is empty, expected a text");
      fail(Status::invalid_argument, "prompt {} of {} in \"{}\" is empty, expected a text",
           prompts.size() + 1, parts.size(), line);
    }
    if (!std::isfinite(prompt.weight) || prompt.stop == std::numeric_limits<float>::infinity()) {
      fail(Status::invalid_argument, "prompt \"{}\": its weight or stop is not a finite number",
           part);
    }
    prompts.push_back(std::move(prompt));
  }
  return prompts;
}

}  // namespace clipdraw
