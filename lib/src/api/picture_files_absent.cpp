// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// clipdraw.h: what can be said of a picture's file, in a library that was built without them.
#include "api/absent.hpp"
#include "clipdraw/clipdraw.h"

using namespace clipdraw;

clipdraw_status clipdraw_check_output(const char*, clipdraw_overwrite) {
  return refuse_picture_files();
}

clipdraw_status clipdraw_inspect_file(const char*, char*, size_t, size_t*) {
  return refuse_picture_files();
}
