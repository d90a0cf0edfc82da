// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "image_io/image_file.hpp"

#include <nlohmann/json.hpp>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include "base/error.hpp"
#include "base/file.hpp"
#include "clipdraw/version.h"
#include "image_io/png.hpp"
#include "image_io/record.hpp"

namespace clipdraw {
namespace {

constexpr int kJpegQuality = 95;
constexpr int kWebpQuality = 101;  // above 100 means lossless in OpenCV
constexpr int kMaxSide = 16384;

// A view of the picture for OpenCV, which wants blue first: [H, W, 3] uint8.
cv::Mat bgr_copy(const PixelImage& image) {
  cv::Mat bgr(image.height, image.width, CV_8UC3);
  for (int y = 0; y < image.height; ++y) {
    const std::uint8_t* from = image.rgb.data() + static_cast<std::size_t>(y) * image.width * 3;
    std::uint8_t* to = bgr.ptr<std::uint8_t>(y);
    for (int x = 0; x < image.width; ++x, from += 3, to += 3) {
      to[0] = from[2];
      to[1] = from[1];
      to[2] = from[0];
    }
  }
  return bgr;
}

void check_image(const PixelImage& image) {
  if (image.width < 1 || image.height < 1 || image.width > kMaxSide || image.height > kMaxSide) {
    fail(Status::invalid_argument, "image: {}x{} pixels, each side must be 1 to {}", image.width,
         image.height, kMaxSide);
  }
  const std::size_t needed = static_cast<std::size_t>(image.width) * image.height * 3;
  if (image.rgb.size() != needed) {
    fail(Status::invalid_argument, "image: {} bytes of pixels, but {}x{} needs {}",
         image.rgb.size(), image.width, image.height, needed);
  }
}

// Standard PNG keywords for other programs, then our record.
std::vector<TextEntry> png_entries(const std::string& record) {
  std::vector<TextEntry> entries = {{"Software", "clipdraw " CLIPDRAW_VERSION_STRING}};
  const auto json = nlohmann::json::parse(record, nullptr, false);
  if (json.is_object()) {
    const auto prompt = json.find("prompt");
    if (prompt != json.end() && prompt->is_string()) {
      entries.emplace_back("Description", prompt->get<std::string>());
    }
  }
  entries.emplace_back(kRecordKeyword, record);
  return entries;
}

Bytes encode(const PixelImage& image, ImageFormat format, const std::string& record) {
  Bytes bytes;
  switch (format) {
    case ImageFormat::png:
      bytes = encode_png(image);
      return record.empty() ? bytes : png_with_text(bytes, png_entries(record));
    case ImageFormat::jpeg:
      cv::imencode(".jpg", bgr_copy(image), bytes, {cv::IMWRITE_JPEG_QUALITY, kJpegQuality});
      return record.empty() ? bytes : jpeg_with_comment(bytes, record);
    case ImageFormat::webp:
      cv::imencode(".webp", bgr_copy(image), bytes, {cv::IMWRITE_WEBP_QUALITY, kWebpQuality});
      return record.empty() ? bytes : webp_with_xmp(bytes, record, image.width, image.height);
  }
  fail(Status::internal, "image format {} has no encoder", static_cast<int>(format));
}

}  // namespace

void write_image(const std::string& path, const PixelImage& image, const std::string& record,
                 bool replace) {
  check_image(image);
  check_output(path, replace);
  write_file_atomic(path, encode(image, format_from_path(path), record), replace);
}

PixelImage read_image(const std::string& path) {
  check_exists(path, "a picture");
  const auto bytes = read_file(path);
  cv::Mat decoded;
  try {
    if (!bytes.empty()) {
      decoded = cv::imdecode(cv::Mat(1, static_cast<int>(bytes.size()), CV_8UC1,
                                     const_cast<std::uint8_t*>(bytes.data())),
                             cv::IMREAD_UNCHANGED);
    }
  } catch (const cv::Exception& error) {
    fail(Status::unsupported, "{}: cannot be decoded: {}", path, error.err);
  }
  if (decoded.empty()) {
    fail(Status::unsupported, "{}: not a picture of a known format, or damaged", path);
  }
  if (decoded.cols > kMaxSide || decoded.rows > kMaxSide) {
    fail(Status::unsupported, "{}: {}x{} pixels, at most {} a side", path, decoded.cols,
         decoded.rows, kMaxSide);
  }
  if (decoded.depth() == CV_16U) {
    decoded.convertTo(decoded, CV_8U, 1.0 / 257.0);
  } else if (decoded.depth() != CV_8U) {
    fail(Status::unsupported, "{}: neither 8 nor 16 bits a channel", path);
  }

  PixelImage image;
  image.width = decoded.cols;
  image.height = decoded.rows;
  image.rgb.resize(static_cast<std::size_t>(image.width) * image.height * 3);
  const int channels = decoded.channels();
  std::uint8_t* to = image.rgb.data();
  for (int y = 0; y < decoded.rows; ++y) {
    const std::uint8_t* from = decoded.ptr<std::uint8_t>(y);
    for (int x = 0; x < decoded.cols; ++x, from += channels, to += 3) {
      if (channels < 3) {
        to[0] = to[1] = to[2] = from[0];
        continue;
      }
      const int alpha = channels == 4 ? from[3] : 255;
      for (int c = 0; c < 3; ++c) {
        to[c] = static_cast<std::uint8_t>((from[2 - c] * alpha + 255 * (255 - alpha) + 127) / 255);
      }
    }
  }
  return image;
}

}  // namespace clipdraw
