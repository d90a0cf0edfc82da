// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// Pictures of the caller's.
#pragma once

#include <cstddef>
#include <cstdint>

#include "clipdraw/clipdraw.h"
#include "types/pixel_image.hpp"

namespace clipdraw {

// Copies what a view shows. Throws invalid_argument for NULL, for a side outside of 1..16384 and
// for rows that overlap.
PixelImage read_pixels(const clipdraw_image* view);

// The buffer rules of clipdraw_session_read_image: fills in the size and returns true when there is
// room for the pixels, false when only the size was asked for.
bool wants_pixels(int width, int height, const uint8_t* out_rgb, std::size_t capacity,
                  int32_t* out_width, int32_t* out_height);

}  // namespace clipdraw
