// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// Pictures as cv::Mat, in and out: draws one, turns it over, and goes on from there.
//
//     opencv_mat "a red apple" pair.png [STEPS]
#include <clipdraw/adapters/opencv.hpp>
#include <clipdraw/clipdraw.hpp>
#include <iostream>

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: " << argv[0] << " PROMPT FILE [STEPS]\n";
    return 2;
  }
  try {
    const clipdraw::Model model = clipdraw::Model::load();
    clipdraw::Options options(model);
    if (argc > 3) options.set("steps", argv[3]);

    clipdraw::Session first(model, options);
    first.add_prompts(argv[1]);
    first.run();
    const cv::Mat picture = clipdraw::to_mat(first.image());  // BGR, OpenCV's order

    cv::Mat turned;
    cv::flip(picture, turned, 0);
    clipdraw::Session second(model, options);
    second.add_prompts(argv[1]);
    second.start_from(clipdraw::from_mat(turned));
    second.run();

    cv::Mat pair;
    cv::hconcat(picture, clipdraw::to_mat(second.image()), pair);
    clipdraw::write_image(argv[2], clipdraw::from_mat(pair), "", clipdraw::Overwrite::replace);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
