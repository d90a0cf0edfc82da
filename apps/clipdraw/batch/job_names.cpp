// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "batch/job_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "nearest.hpp"
#include "output_name.hpp"

namespace clipdraw_cli {
namespace {

// Part of a template: text, or a word in braces.
struct Part {
  std::string text;
  bool word = false;
};

using Words = std::map<std::string, std::string>;

const std::vector<std::string> kWords = {"id", "seed", "slug", "place", "key"};

void check_word(const std::string& word) {
  if (std::find(kWords.begin(), kWords.end(), word) != kWords.end()) return;
  const std::string best = nearest_name(word, kWords);
  throw UsageError(fmt::format("--name: {{{}}}: no such word.{}", word,
                               best.empty() ? " There are {id}, {seed}, {slug}, {place} and {key}."
                                            : fmt::format(" Did you mean {{{}}}?", best)));
}

std::vector<Part> parse_template(const std::string& text) {
  if (text.find('/') != std::string::npos) {
    throw UsageError(fmt::format("--name {}: a name in the folder, without a /, expected", text));
  }
  std::vector<Part> parts;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t brace = text.find_first_of("{}", at);
    if (brace != at) parts.push_back({text.substr(at, brace - at), false});
    if (brace == std::string::npos) break;
    const std::size_t end = text.find_first_of("{}", brace + 1);
    if (text[brace] == '}' || end == std::string::npos || text[end] == '{') {
      throw UsageError(fmt::format("--name {}: a brace without its other one", text));
    }
    const std::string word = text.substr(brace + 1, end - brace - 1);
    check_word(word);
    parts.push_back({word, true});
    at = end + 1;
  }
  return parts;
}

Words words_of(const Job& job, std::size_t jobs) {
  constexpr std::size_t kShortKey = 12;
  const std::string subject =
      job.prompt.empty() && !job.image_prompts.empty()
          ? std::filesystem::path(job.image_prompts.front().file).stem().string()
          : job.prompt;
  return {{"id", job.id},
          {"seed", job.seed},
          {"slug", name_from_prompt(subject)},
          {"place", padded(job.place, jobs)},
          {"key", job.key.substr(0, kShortKey)}};
}

}  // namespace

std::string padded(std::size_t number, std::size_t largest) {
  constexpr std::size_t kFewest = 4;
  return fmt::format("{:0{}}", number, std::max(kFewest, fmt::formatted_size("{}", largest)));
}

void set_names(std::vector<Job>& jobs, const std::string& name_template) {
  const std::vector<Part> parts =
      parse_template(name_template.empty() ? kNameTemplate : name_template);
  std::set<std::string> taken;         // without letter case
  std::map<std::string, int> numbers;  // the last one that was added to a name
  for (Job& job : jobs) {
    const Words words = words_of(job, jobs.size());
    std::string name;
    for (const Part& part : parts) name += part.word ? words.at(part.text) : part.text;
    const std::string plain = picture_name(name, 1);
    int& number = numbers[folded_name(plain)];
    do {
      job.file = picture_name(name, ++number);
    } while (!taken.insert(folded_name(job.file)).second);
  }
}

}  // namespace clipdraw_cli
