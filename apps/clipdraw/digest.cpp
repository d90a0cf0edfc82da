// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "digest.hpp"

#include <openssl/evp.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <vector>

#include "models/failure.hpp"
#include "models/interrupt.hpp"

namespace clipdraw_models {
namespace {

void check(bool good) {
  if (!good) fail(kExitInternal, "SHA-256: OpenSSL refused to compute it");
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

std::string sha256_of_file(const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rbe"),
                                                             std::fclose);
  if (!file) fail(kExitIo, "{}: cannot be opened: {}", path, std::strerror(errno));
  Digest digest;
  std::vector<char> chunk(1 << 18);
  std::size_t count = 0;
  while ((count = std::fread(chunk.data(), 1, chunk.size(), file.get())) > 0) {
    digest.add(chunk.data(), count);
    stop_when_interrupted();
  }
  if (std::ferror(file.get()) != 0) fail(kExitIo, "{}: cannot be read", path);
  return digest.hexadecimal();
}

}  // namespace clipdraw_models
