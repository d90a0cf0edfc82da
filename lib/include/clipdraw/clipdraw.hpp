// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// clipdraw.hpp - the C++17 interface: header-only, on top of clipdraw.h, which is the manual.
//
//     #include <clipdraw/clipdraw.hpp>
//     int main() {
//       clipdraw::Model model = clipdraw::Model::load();
//       clipdraw::Options options(model);
//       options.set("steps", 40);
//       clipdraw::Session session(model, options);
//       session.add_prompts("a red apple");
//       session.run();
//       session.save("apple.png");
//     }
//
// Errors are thrown as clipdraw::Error. Handles are moved, not copied, and freed by destructors. A
// callback may throw: the run then ends as aborted and the exception goes on to the caller of
// run(). Pictures and numbers of the caller's are passed as ImageView and Span, which copy nothing.
// Pictures in other types: clipdraw/adapters/, one header each, to be included beside this one.
#pragma once

#include <string>
#include <vector>

#include "clipdraw/clipdraw.h"
#include "clipdraw/model.hpp"
#include "clipdraw/session.hpp"
#include "clipdraw/types.hpp"

namespace clipdraw {
inline namespace api {

inline std::string version() { return clipdraw_version_string(); }

// What pictures can be computed on.
inline std::vector<DeviceInfo> devices() {
  std::vector<DeviceInfo> rows(clipdraw_device_count());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].struct_size = sizeof(DeviceInfo);
    check(clipdraw_device_get_info(i, &rows[i]));
  }
  return rows;
}

// Checks prompts as people type them without a model.
inline void check_prompts(const std::string& prompts) {
  check(clipdraw_check_prompts(detail::c_text(prompts)));
}

// Throws what write_image would throw for this path.
inline void check_output(const std::string& path, Overwrite overwrite = Overwrite::keep) {
  check(clipdraw_check_output(detail::c_text(path), static_cast<clipdraw_overwrite>(overwrite)));
}

// Writes a picture; record: a JSON object to keep in the file, or empty.
inline void write_image(const std::string& path, const ImageView& image,
                        const std::string& record = "", Overwrite overwrite = Overwrite::keep) {
  const clipdraw_image view = image.c();
  check(clipdraw_write_image(detail::c_text(path), &view, detail::null_if_empty(record),
                             static_cast<clipdraw_overwrite>(overwrite)));
}

// Decodes a picture file.
inline Image read_image(const std::string& path) {
  return detail::read_pixels(
      [&](std::uint8_t* out, std::size_t capacity, std::int32_t* width, std::int32_t* height) {
        return clipdraw_read_image(detail::c_text(path), out, capacity, width, height);
      });
}

// The record inside a picture file, JSON.
inline std::string inspect(const std::string& path) {
  return detail::read_text([&](char* out, std::size_t capacity, std::size_t* length) {
    return clipdraw_inspect_file(detail::c_text(path), out, capacity, length);
  });
}

}  // namespace api
}  // namespace clipdraw
