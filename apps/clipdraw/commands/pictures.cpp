// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "commands/pictures.hpp"

#include "commands/failure.hpp"

namespace clipdraw_cli {
namespace {

// Puts the file's name in front of what the library says of its picture.
template <typename Body>
void naming(const std::string& file, Body&& body) {
  try {
    body();
  } catch (const clipdraw::Error& error) {
    throw clipdraw::Error(error.status(), file + ": " + error.what());
  }
}

}  // namespace

clipdraw::Image read_picture(const std::string& file) {
  return during(Phase::reading, [&] { return clipdraw::read_image(file); });
}

Pictures read_pictures(const Arguments& arguments) {
  Pictures pictures;
  for (const ImageArgument& image : arguments.image_prompts) {
    pictures.prompts.push_back(read_picture(image.file));
  }
  if (!arguments.start_image.empty()) pictures.start = read_picture(arguments.start_image);
  return pictures;
}

void add_pictures(clipdraw::Session& session, const Pictures& pictures,
                  const Arguments& arguments) {
  for (std::size_t i = 0; i < pictures.prompts.size(); ++i) {
    const ImageArgument& image = arguments.image_prompts[i];
    naming(image.file, [&] { session.add_image(pictures.prompts[i], image.weight, image.stop); });
  }
  if (pictures.start) {
    naming(arguments.start_image, [&] { session.start_from(*pictures.start); });
  }
}

}  // namespace clipdraw_cli
