// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "text_file.hpp"

#include <cerrno>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <system_error>

namespace clipdraw_cli {
namespace {

std::string read_all(std::FILE* stream, const std::string& name) {
  std::string text;
  char chunk[1 << 16];
  std::size_t count = 0;
  while ((count = std::fread(chunk, 1, sizeof chunk, stream)) > 0) text.append(chunk, count);
  if (std::ferror(stream) != 0) throw std::system_error(errno, std::generic_category(), name);
  return text;
}

}  // namespace

std::string read_text_file(const std::string& file) {
  if (file == "-") return read_all(stdin, "standard input");
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> stream(std::fopen(file.c_str(), "rbe"),
                                                               std::fclose);
  if (!stream) throw std::system_error(errno, std::generic_category(), file);
  return read_all(stream.get(), file);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    lines.push_back(line);
  }
  return lines;
}

bool is_utf8(const std::string& text) {
  try {
    (void)nlohmann::json(text).dump();
    return true;
  } catch (const nlohmann::json::exception&) {
    return false;
  }
}

std::string trimmed(const std::string& text) {
  const char* blanks = " \t\r\n\v\f";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

}  // namespace clipdraw_cli
