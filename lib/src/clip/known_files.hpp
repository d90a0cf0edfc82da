// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <optional>
#include <string>

#include "clip/perceptor.hpp"

namespace clipdraw {

// Describes a published file that does not say itself how it is to be used, by its SHA-256. Reads
// all of the file; returns nothing when the table does not have it.
std::optional<Perceptor> known_file(const std::string& path);

// The same by the hash, 64 lower-case hexadecimal digits.
std::optional<Perceptor> known_hash(const std::string& sha256);

}  // namespace clipdraw
