// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "digest.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <cerrno>
#include <cstdio>
#include <stdexcept>
#include <system_error>
#include <vector>

namespace clipdraw_cli {
namespace {

void check(bool good) {
  if (!good) throw std::runtime_error("SHA-256: OpenSSL refused to compute it");
}

void check_reading(bool good, const std::string& path) {
  if (!good) throw std::system_error(errno, std::generic_category(), path);
}

}  // namespace

Digest::Digest() : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
  check(context_ && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1);
}

void Digest::add(const void* bytes, std::size_t size) {
  check(EVP_DigestUpdate(context_.get(), bytes, size) == 1);
}

std::string Digest::hexadecimal() {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  check(EVP_DigestFinal_ex(context_.get(), digest, &size) == 1);
  std::string text;
  for (unsigned i = 0; i < size; ++i) text += fmt::format("{:02x}", digest[i]);
  return text;
}

std::string sha256_of(const std::string& bytes) {
  Digest digest;
  digest.add(bytes.data(), bytes.size());
  return digest.hexadecimal();
}

std::string sha256_of_file(const std::string& path, void (*between)()) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rbe"),
                                                             std::fclose);
  check_reading(file != nullptr, path);
  Digest digest;
  std::vector<char> chunk(1 << 18);
  std::size_t count = 0;
  while ((count = std::fread(chunk.data(), 1, chunk.size(), file.get())) > 0) {
    digest.add(chunk.data(), count);
    if (between != nullptr) between();
  }
  check_reading(std::ferror(file.get()) == 0, path);
  return digest.hexadecimal();
}

}  // namespace clipdraw_cli
