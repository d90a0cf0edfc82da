// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>

#include "arguments.hpp"
#include "batch/job_options.hpp"
#include "batch/listed_job.hpp"
#include "text_file.hpp"

namespace clipdraw_cli {
namespace {

using nlohmann::ordered_json;

// What nlohmann says of a text, without its own marks and the line, which is always 1.
std::string reason(const ordered_json::exception& error) {
  const std::string text = error.what();
  const std::string mark = "parse error at line 1, ";
  const std::size_t place = text.find(mark);
  if (place != std::string::npos) return text.substr(place + mark.size());
  return text.substr(text.find("] ") + 2);
}

// An object. Throws UsageError.
ordered_json parse_object(const std::string& line) {
  std::set<std::string> keys;
  const auto look = [&keys](int depth, ordered_json::parse_event_t event, ordered_json& value) {
    if (depth == 1 && event == ordered_json::parse_event_t::key) {
      const auto key = value.get<std::string>();
      if (!keys.insert(key).second) throw UsageError(fmt::format("{}: given twice", key));
    }
    return true;
  };
  ordered_json object;
  try {
    object = ordered_json::parse(line, look);
  } catch (const ordered_json::exception& error) {
    throw UsageError(fmt::format("no JSON: {}", reason(error)));
  }
  if (!object.is_object()) {
    throw UsageError(fmt::format("no job: {}; an object expected, {{\"prompt\": \"a red apple\"}}",
                                 object.type_name()));
  }
  return object;
}

// A value as the command line would have it.
std::string text_of(const std::string& key, const ordered_json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_float()) return fmt::format("{}", value.get<double>());
  if (value.is_number() || value.is_boolean()) return value.dump();
  throw UsageError(fmt::format("{}: {}; a text or a number expected", key, value.type_name()));
}

// Throws UsageError.
void add_value(ListedJob& job, const std::string& key, const ordered_json& value) {
  const std::string trouble = key_trouble(key);
  if (!trouble.empty()) throw UsageError(trouble);
  if (value.is_null()) return;
  const bool several = key == kImagePrompt && value.is_array();
  for (const ordered_json& one : several ? value : ordered_json::array({value})) {
    job.values.emplace_back(key, text_of(key, one));
  }
}

ListedJob read_line(const std::string& line, std::size_t number) {
  ListedJob job{number, number, {}, ""};
  ordered_json object;
  try {
    object = parse_object(line);
  } catch (const UsageError& error) {
    job.values = {{"", line}};
    job.error = error.what();
    return job;
  }
  for (const auto& [key, value] : object.items()) {
    try {
      add_value(job, key, value);
    } catch (const UsageError& error) {
      job.values.emplace_back(key, value.dump());
      if (job.error.empty()) job.error = error.what();
    }
  }
  return job;
}

}  // namespace

std::vector<ListedJob> read_json_list(const std::string& text) {
  std::vector<ListedJob> jobs;
  std::size_t number = 0;
  for (const std::string& line : lines_of(text)) {
    ++number;
    if (!trimmed(line).empty()) jobs.push_back(read_line(line, number));
  }
  return jobs;
}

}  // namespace clipdraw_cli
