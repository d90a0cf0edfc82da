// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// RFC 4180, as libcsv's strict mode reads it: blanks belong to a cell, and a quote inside of one
// that does not begin with a quote is an error. Rows may end with either kind of line end.
#include <csv.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <new>

#include "arguments.hpp"
#include "batch/job_options.hpp"
#include "batch/listed_job.hpp"
#include "text_file.hpp"

namespace clipdraw_cli {
namespace {

struct Row {
  std::size_t line = 0;
  std::vector<std::string> cells;
};

// Takes what libcsv reads. Nothing may be thrown through its C, so a failure waits for its end.
struct Rows {
  std::vector<Row> rows;
  Row row;
  bool begun = false;  // a row, in a line that is still to be read to its end
  bool no_memory = false;
};

void end_cell(void* cell, std::size_t size, void* user) {
  auto& rows = *static_cast<Rows*>(user);
  try {
    rows.row.cells.emplace_back(static_cast<const char*>(cell), size);
  } catch (const std::bad_alloc&) {
    rows.no_memory = true;
  }
}

void end_row(int /*letter*/, void* user) {
  auto& rows = *static_cast<Rows*>(user);
  try {
    rows.rows.push_back(std::move(rows.row));
  } catch (const std::bad_alloc&) {
    rows.no_memory = true;
  }
  rows.row = {};
  rows.begun = false;
}

int no_blank(unsigned char /*letter*/) { return 0; }

std::vector<Row> read_rows(const std::string& text, const std::string& name) {
  csv_parser parser;
  if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) throw std::bad_alloc();
  const std::unique_ptr<csv_parser, void (*)(csv_parser*)> holder(&parser, csv_free);
  csv_set_space_func(&parser, no_blank);
  Rows rows;
  const auto check = [&](bool good) {
    if (rows.no_memory || (!good && csv_error(&parser) != CSV_EPARSE)) throw std::bad_alloc();
    if (!good) {
      throw UsageError(
          fmt::format("{}:{}: no CSV: a quote that stands alone; a cell that holds "
                      "one is written \"say \"\"so\"\"\"",
                      name, rows.row.line));
    }
  };
  // Line by line, so that it is known in which one a row begins.
  std::size_t line = 0;
  for (std::size_t at = 0, size = 0; at < text.size(); at += size) {
    size = std::min(text.find('\n', at), text.size() - 1) + 1 - at;
    ++line;
    if (!rows.begun && trimmed(text.substr(at, size)).empty()) continue;
    if (!rows.begun) rows.row.line = line;
    rows.begun = true;
    check(csv_parse(&parser, text.data() + at, size, end_cell, end_row, &rows) == size);
  }
  check(csv_fini(&parser, end_cell, end_row, &rows) == 0);
  return std::move(rows.rows);
}

// The keys that the first row gives to the cells below it.
std::vector<std::string> keys_of(const Row& header, const std::string& name) {
  std::vector<std::string> keys;
  for (const std::string& cell : header.cells) {
    const std::string key = trimmed(cell);
    std::string trouble = key_trouble(key);
    if (trouble.empty() && key != kImagePrompt &&
        std::find(keys.begin(), keys.end(), key) != keys.end()) {
      trouble = fmt::format("{}: two columns of that name", key);
    }
    if (!trouble.empty()) {
      throw UsageError(
          fmt::format("{}:{}: {} (the first row names the columns)", name, header.line, trouble));
    }
    keys.push_back(key);
  }
  return keys;
}

}  // namespace

std::vector<ListedJob> read_csv_list(const std::string& text, const std::string& name) {
  const std::vector<Row> rows = read_rows(text, name);
  if (rows.empty()) return {};
  const std::vector<std::string> keys = keys_of(rows.front(), name);
  std::vector<ListedJob> jobs;
  for (std::size_t number = 1; number < rows.size(); ++number) {
    const Row& row = rows[number];
    ListedJob job{row.line, number, {}, ""};
    if (row.cells.size() != keys.size()) {
      job.error = fmt::format("{} cells, {} expected; one that holds a comma stands in quotes",
                              row.cells.size(), keys.size());
    }
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const std::string key = i < keys.size() ? keys[i] : "";
      if (!row.cells[i].empty()) job.values.emplace_back(key, row.cells[i]);
    }
    jobs.push_back(std::move(job));
  }
  return jobs;
}

}  // namespace clipdraw_cli
