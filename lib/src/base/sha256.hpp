// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <string>

namespace clipdraw {

// Returns the SHA-256 of the bytes as 64 lower-case hexadecimal digits.
std::string sha256(const void* bytes, size_t size);

// Returns the SHA-256 of a file, read in pieces. Throws not_found or io.
std::string sha256_file(const std::string& path);

}  // namespace clipdraw
