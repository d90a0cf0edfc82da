// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <system_error>

#include "batch/groups.hpp"
#include "batch/job.hpp"
#include "batch/job_key.hpp"
#include "batch/job_names.hpp"
#include "batch/job_options.hpp"
#include "batch/listed_job.hpp"
#include "commands/failure.hpp"
#include "text_file.hpp"

namespace clipdraw_cli {
namespace {

// A list as it was named.
struct List {
  std::string file;    // "-" is standard input
  std::string name;    // for people
  std::string folder;  // its files are seen from here; empty: the current one
};

List list_of(const std::string& file) {
  if (file == "-") return {file, "standard input", ""};
  return {file, file, std::filesystem::path(file).parent_path().string()};
}

std::string format_of(const Arguments& arguments, const List& list) {
  if (!arguments.format.empty()) return arguments.format;
  std::string extension = std::filesystem::path(list.file).extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (extension == ".csv") return "csv";
  if (extension == ".jsonl" || extension == ".ndjson") return "jsonl";
  if (extension == ".json") {
    throw UsageError(fmt::format(
        "{}: an object a line is .jsonl, or --format jsonl; one array of them is no list",
        list.name));
  }
  return "text";
}

// Whole, without a byte order mark.
std::string read_list(const List& list) {
  std::string text;
  try {
    text = read_text_file(list.file);
  } catch (const std::system_error& error) {
    const std::error_code code = error.code();
    const bool missing = code == std::errc::no_such_file_or_directory ||
                         code == std::errc::not_a_directory || code == std::errc::is_a_directory;
    throw Failure{missing ? kExitBadInput : kExitIo, error.what()};
  }
  constexpr const char* kMark = "\xEF\xBB\xBF";
  if (text.compare(0, 3, kMark) == 0) text.erase(0, 3);
  return text;
}

void check_encoding(const std::string& text, const List& list) {
  std::size_t number = 0;
  for (const std::string& line : lines_of(text)) {
    ++number;
    if (!is_utf8(line)) {
      throw Failure{kExitBadInput, fmt::format("{}:{}: not UTF-8", list.name, number)};
    }
  }
}

std::vector<ListedJob> parse_list(const std::string& format, const std::string& text,
                                  const List& list) {
  if (format == "csv") return read_csv_list(text, list.name);
  return format == "jsonl" ? read_json_list(text) : read_text_list(text);
}

}  // namespace

std::vector<Job> read_jobs(const Arguments& arguments) {
  const List list = list_of(arguments.words.front());
  const std::string format = format_of(arguments, list);
  const std::string text = read_list(list);
  check_encoding(text, list);
  const std::vector<ListedJob> listed = parse_list(format, text, list);
  if (listed.empty()) throw Failure{kExitBadInput, fmt::format("{}: no jobs in it", list.name)};

  std::vector<Job> jobs(listed.size());
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    jobs[i].place = i;
    set_values(jobs[i], listed[i], arguments, list.folder);
    if (jobs[i].id.empty()) jobs[i].id = padded(listed[i].number, listed.back().number);
  }
  set_groups(jobs, arguments.group);
  set_keys(jobs, listed, arguments);
  set_names(jobs, arguments.name_template);
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    std::string& error = jobs[i].error;
    if (!error.empty()) error = fmt::format("{}:{}: {}", list.name, listed[i].line, error);
  }
  return jobs;
}

}  // namespace clipdraw_cli
