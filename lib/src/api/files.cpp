// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// clipdraw.h: pictures in files, and saving a session.
#include <algorithm>

#include "api/guard.hpp"
#include "api/handles.hpp"
#include "api/json.hpp"
#include "api/pixels.hpp"
#include "api/record.hpp"
#include "api/turn.hpp"
#include "clipdraw/clipdraw.h"
#include "image_io/image_file.hpp"

using namespace clipdraw;

clipdraw_status clipdraw_session_save(clipdraw_session* session, const char* path,
                                      clipdraw_overwrite overwrite) {
  return guard([&] {
    const auto state = state_of(session);
    require(path, "path");
    const bool replace = wants_replace(overwrite);
    with_turn(*state,
              [&] { write_image(path, state->session.image(), picture_record(*state), replace); });
  });
}

clipdraw_status clipdraw_write_image(const char* path, const clipdraw_image* image,
                                     const char* record, clipdraw_overwrite overwrite) {
  return guard([&] {
    require(path, "path");
    const PixelImage pixels = read_pixels(image);
    const bool replace = wants_replace(overwrite);
    const std::string text = record != nullptr ? record : "";
    if (record != nullptr && !parse_object(text)) {
      fail(Status::invalid_argument, "record: not a JSON object");
    }
    write_image(path, pixels, text, replace);
  });
}

clipdraw_status clipdraw_read_image(const char* path, uint8_t* out_rgb, size_t capacity,
                                    int32_t* out_width, int32_t* out_height) {
  return guard([&] {
    require(path, "path");
    const PixelImage image = read_image(path);
    if (!wants_pixels(image.width, image.height, out_rgb, capacity, out_width, out_height)) return;
    std::copy(image.rgb.begin(), image.rgb.end(), out_rgb);
  });
}
