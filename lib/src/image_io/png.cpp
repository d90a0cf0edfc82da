// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "image_io/png.hpp"

#include "base/error.hpp"

#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_WRITE_STATIC
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wall"
#pragma GCC diagnostic ignored "-Wextra"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wold-style-cast"
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
#endif
#include <stb/stb_image_write.h>
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

namespace clipdraw {

std::vector<std::uint8_t> encode_png(const PixelImage& image) {
  std::vector<std::uint8_t> bytes;
  const auto append = [](void* to, void* data, int size) {
    const auto* from = static_cast<const std::uint8_t*>(data);
    auto& all = *static_cast<std::vector<std::uint8_t>*>(to);
    all.insert(all.end(), from, from + size);
  };
  const int written = stbi_write_png_to_func(append, &bytes, image.width, image.height, 3,
                                             image.rgb.data(), image.width * 3);
  if (written == 0) {
    fail(Status::out_of_memory, "image: no memory to encode {}x{} pixels as PNG", image.width,
         image.height);
  }
  return bytes;
}

}  // namespace clipdraw
