// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// File <-> PixelImage, with the record that tells how the picture was made.
#pragma once

#include <string>

#include "image_io/picture_file.hpp"
#include "types/pixel_image.hpp"

namespace clipdraw {

// Encodes and writes the picture; the file appears whole or not at all.
// record: a JSON object as UTF-8 text to keep inside the file; empty for none.
// Throws as check_output does, and io with the system's words (a full disk, for one).
void write_image(const std::string& path, const PixelImage& image, const std::string& record,
                 bool replace);

// Decodes a picture of any format that OpenCV knows; transparency is put on white.
// Throws not_found, io, unsupported (not a picture, damaged, larger than 16384 pixels a side).
PixelImage read_image(const std::string& path);

}  // namespace clipdraw
