// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// Pictures as cv::Mat. Needs OpenCV's core module, and nothing else of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <opencv2/core.hpp>
#include <vector>

#include "clipdraw/types.hpp"

namespace clipdraw {
inline namespace api {

// Copies a picture as 8-bit BGR, the order that OpenCV's own functions expect.
inline cv::Mat to_mat(const ImageView& image) {
  cv::Mat mat(image.height, image.width, CV_8UC3);
  for (int y = 0; y < image.height; ++y) {
    const std::uint8_t* pixel = image.row(y);
    std::uint8_t* out = mat.ptr<std::uint8_t>(y);
    for (int x = 0; x < image.width; ++x, pixel += 3, out += 3) {
      out[0] = pixel[2];
      out[1] = pixel[1];
      out[2] = pixel[0];
    }
  }
  return mat;
}

// Copies an 8-bit grey, BGR or BGRA picture, whose alpha is left out. Throws invalid_argument for
// any other kind.
inline Image from_mat(const cv::Mat& mat) {
  const int channels = mat.channels();
  if (mat.dims != 2 || mat.empty() || mat.depth() != CV_8U ||
      (channels != 1 && channels != 3 && channels != 4)) {
    throw Error(Status::invalid_argument, "mat: must be 8-bit grey, BGR or BGRA, and not empty");
  }
  const int red = channels == 1 ? 0 : 2;
  const int green = channels == 1 ? 0 : 1;
  Image image{mat.cols, mat.rows, {}};
  image.rgb.reserve(static_cast<std::size_t>(mat.cols) * static_cast<std::size_t>(mat.rows) * 3);
  for (int y = 0; y < mat.rows; ++y) {
    const std::uint8_t* pixel = mat.ptr<std::uint8_t>(y);
    for (int x = 0; x < mat.cols; ++x, pixel += channels) {
      image.rgb.insert(image.rgb.end(), {pixel[red], pixel[green], pixel[0]});
    }
  }
  return image;
}

// Looks at an 8-bit picture with three channels in the order R, G, B; nothing is copied, so the Mat
// has to outlive the view. Throws invalid_argument for any other kind.
inline ImageView view_of(const cv::Mat& rgb) {
  if (rgb.dims != 2 || rgb.empty() || rgb.type() != CV_8UC3) {
    throw Error(Status::invalid_argument, "mat: must be 8-bit RGB, and not empty");
  }
  return {rgb.ptr<std::uint8_t>(0), rgb.cols, rgb.rows, rgb.step[0]};
}

}  // namespace api
}  // namespace clipdraw
