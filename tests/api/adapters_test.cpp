// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// Pictures in other libraries' types, there and back.
#include <clipdraw/adapters/opencv.hpp>
#include <clipdraw/adapters/planes.hpp>
#include <clipdraw/adapters/rgba.hpp>
#include <limits>

#include "support/torch_doctest.hpp"

namespace {

using clipdraw::Error;
using clipdraw::Image;
using clipdraw::ImageView;

// Every byte its own, and no side like another.
Image sample(int width = 5, int height = 3) {
  Image image{width, height, {}};
  for (int i = 0; i < width * height * 3; ++i) {
    image.rgb.push_back(static_cast<uint8_t>(7 * i + 1));
  }
  return image;
}

// The same picture with bytes of someone else's between its rows.
struct Padded {
  explicit Padded(const Image& image) : step(static_cast<size_t>(image.width) * 3 + 4) {
    for (int y = 0; y < image.height; ++y) {
      const auto row = image.rgb.begin() + y * image.width * 3;
      bytes.insert(bytes.end(), row, row + image.width * 3);
      bytes.insert(bytes.end(), 4, 0xEE);
    }
    view = ImageView(bytes.data(), image.width, image.height, step);
  }
  std::vector<uint8_t> bytes;
  size_t step;
  ImageView view;
};

void check_same(const Image& found, const Image& expected) {
  DOCTEST_CHECK(found.width == expected.width);
  DOCTEST_CHECK(found.height == expected.height);
  DOCTEST_CHECK(found.rgb == expected.rgb);
}

}  // namespace

DOCTEST_TEST_CASE("A view knows its rows, and an image that does not hold its size has none") {
  const Image image = sample();
  DOCTEST_CHECK(ImageView(image).row(2) == image.rgb.data() + 30);
  const Padded padded(image);
  DOCTEST_CHECK(padded.view.row(2) == padded.bytes.data() + 2 * padded.step);
  Image broken = image;
  broken.rgb.pop_back();
  DOCTEST_CHECK_THROWS_AS((void)ImageView(broken), Error);
  broken = {-1, -45, std::vector<uint8_t>(135)};
  DOCTEST_CHECK_THROWS_AS((void)ImageView(broken), Error);
}

DOCTEST_TEST_CASE("A cv::Mat holds blue first, and comes back as it was") {
  const Image image = sample();
  const Padded padded(image);
  for (const ImageView& view : {ImageView(image), padded.view}) {
    const cv::Mat mat = clipdraw::to_mat(view);
    DOCTEST_REQUIRE(mat.type() == CV_8UC3);
    DOCTEST_CHECK(mat.at<cv::Vec3b>(1, 2) ==
                  cv::Vec3b(image.rgb[23], image.rgb[22], image.rgb[21]));
    check_same(clipdraw::from_mat(mat), image);
  }
  // A part of a larger Mat, whose rows have gaps.
  const cv::Mat large = clipdraw::to_mat(sample(9, 8));
  const Image part = clipdraw::from_mat(large(cv::Rect(2, 1, 4, 5)));
  DOCTEST_CHECK(part.width == 4);
  DOCTEST_CHECK(part.rgb[0] == sample(9, 8).rgb[(1 * 9 + 2) * 3]);
}

DOCTEST_TEST_CASE("Grey and transparent Mats are taken, others refused") {
  const cv::Mat grey(2, 2, CV_8UC1, cv::Scalar(77));
  DOCTEST_CHECK(clipdraw::from_mat(grey).rgb == std::vector<uint8_t>(12, 77));
  const cv::Mat bgra(1, 1, CV_8UC4, cv::Scalar(1, 2, 3, 4));
  DOCTEST_CHECK(clipdraw::from_mat(bgra).rgb == std::vector<uint8_t>{3, 2, 1});
  for (const cv::Mat& bad :
       {cv::Mat(), cv::Mat(2, 2, CV_32FC3), cv::Mat(2, 2, CV_8UC2), cv::Mat(2, 2, CV_16UC3)}) {
    DOCTEST_CHECK_THROWS_AS(clipdraw::from_mat(bad), Error);
    DOCTEST_CHECK_THROWS_AS(clipdraw::view_of(bad), Error);
  }
  DOCTEST_CHECK_THROWS_AS(clipdraw::view_of(grey), Error);
}

DOCTEST_TEST_CASE("A view of an RGB Mat copies nothing") {
  cv::Mat large(6, 7, CV_8UC3, cv::Scalar(1, 2, 3));
  const cv::Mat part = large(cv::Rect(1, 2, 3, 4));
  const ImageView view = clipdraw::view_of(part);
  DOCTEST_CHECK(view.pixels == part.data);
  DOCTEST_CHECK(view.width == 3);
  DOCTEST_CHECK(view.height == 4);
  DOCTEST_CHECK(view.row(3) == part.ptr(3));
}

DOCTEST_TEST_CASE("RGBA there and back, over a background where it is transparent") {
  const Image image = sample();
  const Padded padded(image);
  for (const ImageView& view : {ImageView(image), padded.view}) {
    const std::vector<uint8_t> rgba = clipdraw::to_rgba(view);
    DOCTEST_REQUIRE(rgba.size() == 60);
    DOCTEST_CHECK(rgba[4] == image.rgb[3]);
    DOCTEST_CHECK(rgba[7] == 255);
    check_same(clipdraw::from_rgba(rgba, 5, 3), image);
    check_same(clipdraw::from_rgba(clipdraw::to_rgba(view, 0), 5, 3, 0, {9, 9, 9}),
               Image{5, 3, std::vector<uint8_t>(45, 9)});
  }
  const std::array<uint8_t, 4> half{200, 100, 0, 51};  // a fifth of it
  DOCTEST_CHECK(clipdraw::from_rgba(half, 1, 1, 0, {0, 100, 200}).rgb ==
                std::vector<uint8_t>{40, 100, 160});
  // Rows with gaps; the last row needs none.
  const std::vector<uint8_t> gaps{1, 2, 3, 255, 0, 0, 4, 5, 6, 255};
  DOCTEST_CHECK(clipdraw::from_rgba(gaps, 1, 2, 6).rgb == std::vector<uint8_t>{1, 2, 3, 4, 5, 6});
}

DOCTEST_TEST_CASE("RGBA that does not fit its size is refused") {
  const std::vector<uint8_t> rgba(16);
  DOCTEST_CHECK_THROWS_AS(clipdraw::from_rgba(rgba, 0, 1), Error);
  DOCTEST_CHECK_THROWS_AS(clipdraw::from_rgba(rgba, 1, -1), Error);
  DOCTEST_CHECK_THROWS_AS(clipdraw::from_rgba(rgba, 5, 1), Error);
  DOCTEST_CHECK_THROWS_AS(clipdraw::from_rgba(rgba, 1, 5), Error);
  DOCTEST_CHECK_THROWS_AS(clipdraw::from_rgba(rgba, 2, 2, 7), Error);
  DOCTEST_CHECK_THROWS_AS(clipdraw::from_rgba(rgba, 2, 2, 9), Error);
  DOCTEST_CHECK_THROWS_AS(clipdraw::from_rgba({}, 1, 1), Error);
  DOCTEST_CHECK_THROWS_AS(clipdraw::from_rgba(rgba, 2147483647, 2147483647), Error);
}

DOCTEST_TEST_CASE("Float planes there and back") {
  const Image image = sample();
  const Padded padded(image);
  for (const ImageView& view : {ImageView(image), padded.view}) {
    const std::vector<float> planes = clipdraw::to_planes(view);
    DOCTEST_REQUIRE(planes.size() == 45);
    DOCTEST_CHECK(planes[15 + 6] == doctest::Approx(image.rgb[3 * 6 + 1] / 255.0));
    check_same(clipdraw::from_planes(planes, 5, 3), image);
  }
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();
  const std::vector<float> odd{-1, nan, infinity, -infinity, 0.5F, 2};
  DOCTEST_CHECK(clipdraw::from_planes(odd, 2, 1).rgb ==
                std::vector<uint8_t>{0, 255, 128, 0, 0, 255});
  DOCTEST_CHECK_THROWS_AS(clipdraw::from_planes(odd, 1, 1), Error);
  DOCTEST_CHECK_THROWS_AS(clipdraw::from_planes(odd, 0, 0), Error);
  DOCTEST_CHECK_THROWS_AS(clipdraw::from_planes(odd, -2, -1), Error);
}
