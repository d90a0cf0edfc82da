// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// The three kinds of list, as text without a byte order mark, to jobs whose values are still texts.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace clipdraw_cli {

// A job as its list has it.
struct ListedJob {
  std::size_t line = 0;    // of the list, from 1: where it begins
  std::size_t number = 0;  // what it is called where it has no id, from 1
  // What is given, by its key; "image-prompt" may come several times. Of a line that could not be
  // read: the line itself, under no key.
  std::vector<std::pair<std::string, std::string>> values;
  std::string error;  // why it is no job, subject first; empty: it is one
};

std::vector<ListedJob> read_text_list(const std::string& text);
// name: the list's, for what is wrong with all of it, which is thrown as UsageError.
std::vector<ListedJob> read_csv_list(const std::string& text, const std::string& name);
std::vector<ListedJob> read_json_list(const std::string& text);

}  // namespace clipdraw_cli
