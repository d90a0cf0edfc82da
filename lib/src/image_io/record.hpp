// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// Puts a text record into encoded picture files and takes it out again. Works on bytes only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace clipdraw {

using Bytes = std::vector<std::uint8_t>;
using TextEntry = std::pair<std::string, std::string>;  // keyword, UTF-8 text

// Inserts one uncompressed iTXt chunk an entry after the PNG's header chunk.
// png must come from an encoder of ours; keywords: 1 to 79 letters of Latin-1.
Bytes png_with_text(const Bytes& png, const std::vector<TextEntry>& entries);

// Inserts a comment segment after the JPEG's first marker. Throws unsupported above 65,533 bytes.
Bytes jpeg_with_comment(const Bytes& jpeg, const std::string& text);

// Adds the text as an XMP chunk; turns the plain WebP file into an extended one for that.
Bytes webp_with_xmp(const Bytes& webp, const std::string& text, int width, int height);

// Finds the record in a file of any of the three formats. Nothing in the file is trusted.
// Throws unsupported: unknown format, damaged, or no record. subject names the file in messages.
std::string extract_record(const Bytes& file, const std::string& subject);

// The keyword of our PNG chunk.
inline constexpr const char* kRecordKeyword = "clipdraw";

}  // namespace clipdraw
