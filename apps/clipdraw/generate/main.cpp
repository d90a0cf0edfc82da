// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// Writes the man page and the completions, from the same descriptions that the command parses with:
//   clipdraw-generate MAN BASH ZSH
#include <cstdio>
#include <exception>
#include <fstream>
#include <stdexcept>

#include "generate/pages.hpp"

namespace {

void write(const char* path, const std::string& text) {
  std::ofstream stream(path, std::ios::binary);
  stream << text;
  stream.close();
  if (!stream) throw std::runtime_error(std::string(path) + ": cannot be written");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: %s MAN BASH ZSH\n", argv[0]);
    return 2;
  }
  try {
    const std::vector<clipdraw_cli::Page> pages = clipdraw_cli::describe_pages();
    write(argv[1], clipdraw_cli::man_page(pages));
    write(argv[2], clipdraw_cli::bash_completion(pages));
    write(argv[3], clipdraw_cli::zsh_completion(pages));
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "clipdraw-generate: %s\n", error.what());
    return 1;
  }
}
