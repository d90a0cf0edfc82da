// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// clipdraw.h: pictures in files, in a library that was built without them.
#include "api/absent.hpp"
#include "clipdraw/clipdraw.h"

using namespace clipdraw;

clipdraw_status clipdraw_session_save(clipdraw_session*, const char*, clipdraw_overwrite) {
  return refuse_picture_files();
}

clipdraw_status clipdraw_write_image(const char*, const clipdraw_image*, const char*,
                                     clipdraw_overwrite) {
  return refuse_picture_files();
}

clipdraw_status clipdraw_read_image(const char*, uint8_t*, size_t, int32_t*, int32_t*) {
  return refuse_picture_files();
}
