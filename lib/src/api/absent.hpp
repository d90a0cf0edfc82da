// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/guard.hpp"

namespace clipdraw {

// What the calls about picture files say in a library that was built without them.
inline clipdraw_status refuse_picture_files() {
  return guard([] {
    fail(Status::unsupported,
         "picture files: this library was built with CLIPDRAW_BUILD_IMAGE_IO=OFF");
  });
}

}  // namespace clipdraw
