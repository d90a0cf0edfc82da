// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// File <-> PixelImage, with the record that tells how the picture was made.
#pragma once

#include <string>

#include "types/pixel_image.hpp"

namespace clipdraw {

enum class ImageFormat { png, jpeg, webp };

// The format that the path's extension names, upper or lower case.
// Throws invalid_argument for any other extension or none.
ImageFormat format_from_path(const std::string& path);

// Tells, without leaving anything behind, whether write_image could write there.
// Throws invalid_argument (extension, a folder), not_found (no such folder), io (no permission),
// invalid_state (the file exists and replace is false).
void check_output(const std::string& path, bool replace);

// Encodes and writes the picture; the file appears whole or not at all.
// record: a JSON object as UTF-8 text to keep inside the file; empty for none.
// Throws as check_output does, and io with the system's words (a full disk, for one).
void write_image(const std::string& path, const PixelImage& image, const std::string& record,
                 bool replace);

// Decodes a picture of any format that OpenCV knows; transparency is put on white.
// Throws not_found, io, unsupported (not a picture, damaged, larger than 16384 pixels a side).
PixelImage read_image(const std::string& path);

// The record of a file that write_image wrote.
// Throws not_found, io, unsupported (unknown format, damaged, no record inside).
std::string read_record(const std::string& path);

}  // namespace clipdraw
