// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "gallery/thumbnails.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <regex>
#include <system_error>
#include <vector>

#include "commands/failure.hpp"
#include "digest.hpp"

namespace clipdraw_cli {
namespace {

namespace fs = std::filesystem;

constexpr int kSmall = 160;                 // pixels a side: such a picture needs no thumbnail
constexpr int kThumbnail = 256;             // pixels a side, enough for screens with fine pixels
constexpr std::size_t kDigits = 16;         // of a thumbnail's name
constexpr std::chrono::hours kLeftOver(1);  // a file that was not finished by then never will be

// How much of each old pixel goes into each new one, along one side.
struct Share {
  int from = 0;                // the first old pixel
  std::vector<float> weights;  // of this and the next ones, their sum 1
};

std::vector<Share> shares(int before, int after) {
  std::vector<Share> out(static_cast<std::size_t>(after));
  const double ratio = static_cast<double>(before) / after;
  for (int i = 0; i < after; ++i) {
    const double begin = i * ratio;
    const double end = std::min<double>((i + 1) * ratio, before);
    Share& share = out[static_cast<std::size_t>(i)];
    share.from = static_cast<int>(begin);
    for (int old = share.from; old < before && old < end; ++old) {
      const double covered = std::min<double>(end, old + 1) - std::max<double>(begin, old);
      share.weights.push_back(static_cast<float>(covered / ratio));
    }
  }
  return out;
}

}  // namespace

clipdraw::Image shrunk(const clipdraw::Image& image, int most) {
  const int longest = std::max(image.width, image.height);
  if (longest <= most) return image;
  const auto side = [&](int length) {
    return std::max(1, static_cast<int>(std::lround(static_cast<double>(length) * most / longest)));
  };
  clipdraw::Image out;
  out.width = side(image.width);
  out.height = side(image.height);
  const std::vector<Share> columns = shares(image.width, out.width);
  const std::vector<Share> rows = shares(image.height, out.height);
  out.rgb.reserve(static_cast<std::size_t>(out.width) * static_cast<std::size_t>(out.height) * 3);
  const auto old_row = static_cast<std::size_t>(image.width) * 3;
  std::vector<float> line(old_row);
  for (const Share& row : rows) {
    std::fill(line.begin(), line.end(), 0.0F);
    for (std::size_t k = 0; k < row.weights.size(); ++k) {
      const std::uint8_t* old = &image.rgb[(static_cast<std::size_t>(row.from) + k) * old_row];
      for (std::size_t x = 0; x < old_row; ++x) line[x] += row.weights[k] * old[x];
    }
    for (const Share& column : columns) {
      for (std::size_t channel = 0; channel < 3; ++channel) {
        float sum = 0;
        const float* old = &line[static_cast<std::size_t>(column.from) * 3 + channel];
        for (std::size_t k = 0; k < column.weights.size(); ++k)
          sum += column.weights[k] * old[k * 3];
        out.rgb.push_back(static_cast<std::uint8_t>(std::lround(std::clamp(sum, 0.0F, 255.0F))));
      }
    }
  }
  return out;
}

Thumbnails::Thumbnails(std::string folder)
    : folder_(std::move(folder)), own_folder_((fs::path(folder_) / "thumbnails").string()) {}

std::string Thumbnails::path_of(const std::string& name) const {
  return (fs::path(own_folder_) / (name + ".jpg")).string();
}

Thumbnail Thumbnails::of(const std::string& file, int width, int height) {
  const bool known = width > 0 && height > 0;
  if (known && std::max(width, height) <= kSmall) return {"", width, height};
  const std::string path = (fs::path(folder_) / file).string();
  struct stat info {};
  const int there = ::stat(path.c_str(), &info);
  const std::string name = sha256_of(fmt::format("{}/{}/{}.{:09}", file, info.st_size,
                                                 info.st_mtim.tv_sec, info.st_mtim.tv_nsec))
                               .substr(0, kDigits);
  std::error_code ignored;
  if (known && there == 0 && fs::exists(path_of(name), ignored)) return {name, width, height};

  const clipdraw::Image image = clipdraw::read_image(path);
  if (std::max(image.width, image.height) <= kSmall) return {"", image.width, image.height};
  std::error_code error;
  fs::create_directory(own_folder_, error);
  if (error) {
    throw Failure{kExitIo, fmt::format("{}: cannot be made: {}", own_folder_, error.message())};
  }
  during(Phase::output, [&] {
    clipdraw::write_image(path_of(name), shrunk(image, kThumbnail), "",
                          clipdraw::Overwrite::replace);
  });
  ++made_;
  return {name, image.width, image.height};
}

void Thumbnails::remove_others(const std::set<std::string>& names) const {
  static const std::regex kOurs("([0-9a-f]{16})\\.jpg(\\..{6})?");
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(own_folder_, error)) {
    std::error_code ignored;
    const std::string file = entry.path().filename().string();
    std::smatch match;
    if (!std::regex_match(file, match, kOurs)) continue;
    // Without its last name it may be one that another process is writing right now.
    const auto age = fs::file_time_type::clock::now() - entry.last_write_time(ignored);
    if (match[2].matched ? age > kLeftOver : names.count(match[1]) == 0) {
      fs::remove(entry.path(), ignored);
    }
  }
}

}  // namespace clipdraw_cli
