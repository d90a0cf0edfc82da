// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// clipdraw.h: files, in a library that was built without them.
#include "api/guard.hpp"
#include "clipdraw/clipdraw.h"

using namespace clipdraw;

namespace {

clipdraw_status refuse() {
  return guard([] {
    fail(Status::unsupported,
         "picture files: this library was built with CLIPDRAW_BUILD_IMAGE_IO=OFF");
  });
}

}  // namespace

clipdraw_status clipdraw_session_save(clipdraw_session*, const char*, clipdraw_overwrite) {
  return refuse();
}

clipdraw_status clipdraw_check_output(const char*, clipdraw_overwrite) { return refuse(); }

clipdraw_status clipdraw_write_image(const char*, const clipdraw_image*, const char*,
                                     clipdraw_overwrite) {
  return refuse();
}

clipdraw_status clipdraw_read_image(const char*, uint8_t*, size_t, int32_t*, int32_t*) {
  return refuse();
}

clipdraw_status clipdraw_inspect_file(const char*, char*, size_t, size_t*) { return refuse(); }
