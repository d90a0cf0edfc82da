// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "commands/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <vector>

#include "commands/failure.hpp"
#include "commands/pictures.hpp"

namespace clipdraw_cli {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMagic = 4;  // first bytes that tell the formats apart
constexpr std::size_t kMostShown = 5;

bool is_jpeg(const PictureFile& file) { return file.bytes.compare(0, 2, "\xff\xd8") == 0; }

// "12 of 1024 pixels, by 3 of 255 at most"; empty when all are the same.
std::string pixel_difference(const clipdraw::Image& a, const clipdraw::Image& b) {
  if (a.width != b.width || a.height != b.height) {
    return fmt::format("its size, {}x{} and {}x{}", b.width, b.height, a.width, a.height);
  }
  std::size_t pixels = 0;
  int most = 0;
  for (std::size_t at = 0; at < a.rgb.size(); at += 3) {
    int here = 0;
    for (std::size_t i = at; i < at + 3; ++i) here = std::max(here, std::abs(a.rgb[i] - b.rgb[i]));
    if (here > 0) ++pixels;
    most = std::max(most, here);
  }
  if (pixels == 0) return "";
  return fmt::format("{} of {} pixels, by {} of 255 at most", pixels, a.rgb.size() / 3, most);
}

// "/version \"0.2.0\", was \"0.1.0\"" and so on; empty when the records are the same.
std::string record_difference(const std::string& first, const std::string& again) {
  const Json before = Json::parse(first).flatten();
  const Json after = Json::parse(again).flatten();
  std::vector<std::string> parts;
  const auto value = [](const Json& record, const std::string& key) {
    return record.contains(key) ? record.at(key).dump() : std::string("not there");
  };
  Json keys = before;
  keys.update(after);
  for (const auto& row : keys.items()) {
    const std::string was = value(before, row.key());
    const std::string is = value(after, row.key());
    if (was != is) parts.push_back(fmt::format("{} {}, was {}", row.key(), is, was));
  }
  if (parts.size() > kMostShown) {
    const std::size_t more = parts.size() - kMostShown;
    parts.resize(kMostShown);
    parts.push_back(fmt::format("{} more", more));
  }
  return fmt::format("{}", fmt::join(parts, "; "));
}

}  // namespace

PictureFile read_picture_file(const std::string& name) {
  PictureFile file;
  file.name = name;
  file.record = during(Phase::reading, [&] { return clipdraw::inspect(name); });
  file.image = read_picture(name);
  std::ifstream stream(name, std::ios::binary);
  file.bytes.assign(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
  return file;
}

Comparison compare(const PictureFile& first, const PictureFile& again) {
  if (first.bytes == again.bytes) return {true, fmt::format("the same bytes as {}", first.name)};
  const bool other_format = first.bytes.substr(0, kMagic) != again.bytes.substr(0, kMagic);
  const bool lossy = other_format && (is_jpeg(first) || is_jpeg(again));
  const std::string pixels = lossy ? "" : pixel_difference(first.image, again.image);
  const std::string record = record_difference(first.record, again.record);
  if (!pixels.empty() || !record.empty()) {
    return {false, fmt::format("not the same as {}: {}{}{}{}", first.name, pixels,
                               pixels.empty() || record.empty() ? "" : "; ",
                               record.empty() ? "" : "in the record ", record)};
  }
  if (lossy) {
    return {true,
            fmt::format("the same record as {}; JPEG changes pixels, so these are not compared",
                        first.name)};
  }
  return {other_format,
          fmt::format("the same pixels and record as {}, in other bytes: {}", first.name,
                      other_format ? "another file format" : "another writer")};
}

}  // namespace clipdraw_cli
