// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// clipdraw.h: files, and saving a session.
#include <cstring>
#include <nlohmann/json.hpp>

#include "api/guard.hpp"
#include "api/handles.hpp"
#include "api/record.hpp"
#include "api/turn.hpp"
#include "clipdraw/clipdraw.h"
#include "image_io/image_file.hpp"

using namespace clipdraw;

namespace {

PixelImage copy_of(const clipdraw_image& view) {
  require(view.pixels, "image.pixels");
  if (view.width < 1 || view.height < 1) {
    fail(Status::invalid_argument, "image: {}x{} pixels, each side must be at least 1", view.width,
         view.height);
  }
  const std::size_t row = static_cast<std::size_t>(view.width) * 3;
  const std::size_t stride = view.row_bytes == 0 ? row : view.row_bytes;
  if (stride < row) {
    fail(Status::invalid_argument, "image.row_bytes = {}: a row of {} pixels has {} bytes", stride,
         view.width, row);
  }
  PixelImage image;
  image.width = view.width;
  image.height = view.height;
  image.rgb.resize(row * static_cast<std::size_t>(view.height));
  for (int32_t y = 0; y < view.height; ++y) {
    std::memcpy(image.rgb.data() + y * row, view.pixels + y * stride, row);
  }
  return image;
}

}  // namespace

clipdraw_status clipdraw_session_save(clipdraw_session* session, const char* path,
                                      clipdraw_overwrite overwrite) {
  return guard([&] {
    const auto state = state_of(session);
    require(path, "path");
    const bool replace = wants_replace(overwrite);
    with_reading_turn(*state, [&] {
      write_image(path, state->session.image(), picture_record(*state), replace);
    });
  });
}

clipdraw_status clipdraw_check_output(const char* path, clipdraw_overwrite overwrite) {
  return guard([&] {
    require(path, "path");
    check_output(path, wants_replace(overwrite));
  });
}

clipdraw_status clipdraw_write_image(const char* path, const clipdraw_image* image,
                                     const char* record, clipdraw_overwrite overwrite) {
  return guard([&] {
    require(path, "path");
    require(image, "image");
    const bool replace = wants_replace(overwrite);
    const std::string text = record != nullptr ? record : "";
    if (record != nullptr && !nlohmann::json::parse(text, nullptr, false).is_object()) {
      fail(Status::invalid_argument, "record: not a JSON object");
    }
    write_image(path, copy_of(*image), text, replace);
  });
}

clipdraw_status clipdraw_inspect_file(const char* path, char* out_text, size_t capacity,
                                      size_t* out_length) {
  return guard([&] {
    require(path, "path");
    // Taken apart and written anew: what is handed out is JSON whatever the file holds.
    const auto record = nlohmann::ordered_json::parse(read_record(path), nullptr, false);
    if (!record.is_object()) {
      fail(Status::unsupported, "{}: its record is not a JSON object, the file is damaged", path);
    }
    write_text(record.dump(2), out_text, capacity, out_length);
  });
}
