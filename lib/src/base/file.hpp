// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace clipdraw {

// Reads a whole file. Throws not_found when there is none, io when it cannot be read or holds more
// than max_bytes.
std::vector<uint8_t> read_file(const std::string& path, uint64_t max_bytes = uint64_t{1} << 32);

// Writes bytes to a temporary file beside path, syncs it to the disk, renames it to path and syncs
// the folder: a reader sees the old file or the whole new one, never a part, and when this returns
// a power cut takes nothing back. Throws io with the system's reason; the temporary file is then
// gone and, unless it was only the folder that could not be synced, path is as it was. With replace
// false, a path that exists by then is invalid_state and stays as it is.
void write_file_atomic(const std::string& path, std::string_view bytes, bool replace = true);
void write_file_atomic(const std::string& path, const std::vector<uint8_t>& bytes,
                       bool replace = true);

}  // namespace clipdraw
