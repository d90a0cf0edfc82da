// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <vector>

#include "types/pixel_image.hpp"

namespace clipdraw {

// Encodes a picture as a PNG file, by stb_image_write. Throws out_of_memory.
std::vector<std::uint8_t> encode_png(const PixelImage& image);

}  // namespace clipdraw
