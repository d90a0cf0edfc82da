// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace clipdraw {

// Unpacks gzip; other bytes are returned as they are. name stands for them in messages. Throws
// bad_weights for damaged bytes and for more than 64 MiB.
std::string unpack_text(const std::vector<uint8_t>& bytes, const std::string& name);

// The same of a file. Throws not_found and io too.
std::string read_packed_text(const std::string& path);

}  // namespace clipdraw
