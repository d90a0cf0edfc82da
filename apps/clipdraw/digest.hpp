// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>

struct evp_md_ctx_st;

namespace clipdraw_models {

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

// Throws Failure when the file cannot be read, or when interrupted.
std::string sha256_of_file(const std::string& path);

}  // namespace clipdraw_models
