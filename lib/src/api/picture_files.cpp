// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// clipdraw.h: what can be said of a picture's file without its pixels.
#include "image_io/picture_file.hpp"

#include "api/guard.hpp"
#include "api/json.hpp"
#include "clipdraw/clipdraw.h"

using namespace clipdraw;

clipdraw_status clipdraw_check_output(const char* path, clipdraw_overwrite overwrite) {
  return guard([&] {
    require(path, "path");
    check_output(path, wants_replace(overwrite));
  });
}

clipdraw_status clipdraw_inspect_file(const char* path, char* out_text, size_t capacity,
                                      size_t* out_length) {
  return guard([&] {
    require(path, "path");
    // Taken apart and written anew: what is handed out is JSON whatever the file holds.
    const auto record = parse_object(read_record(path));
    if (!record) {
      fail(Status::unsupported, "{}: its record is not a JSON object, the file is damaged", path);
    }
    write_text(record->dump(2), out_text, capacity, out_length);
  });
}
