// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>

struct evp_md_ctx_st;

namespace clipdraw_cli {

// SHA-256 of bytes that come in pieces.
class Digest {
 public:
  Digest();
  void add(const void* bytes, std::size_t size);
  // 64 lower-case hexadecimal digits. Ends the sum: nothing may be added after it.
  std::string hexadecimal();

 private:
  std::unique_ptr<evp_md_ctx_st, void (*)(evp_md_ctx_st*)> context_;
};

std::string sha256_of(const std::string& bytes);

// between is called after each piece of the file and may throw. Throws std::system_error, with the
// file's name in its text, when it cannot be read.
std::string sha256_of_file(const std::string& path, void (*between)() = nullptr);

}  // namespace clipdraw_cli
