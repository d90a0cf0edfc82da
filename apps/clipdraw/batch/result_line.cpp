// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "batch/result_line.hpp"

#include <cmath>
#include <cstdlib>

#include "batch/journal.hpp"

namespace clipdraw_cli {
namespace {

using Json = nlohmann::ordered_json;

// 4 digits behind the point, as short as they are written.
Json distance(double value) {
  return std::isfinite(value) ? Json(std::round(value * 1e4) / 1e4) : Json(nullptr);
}

Json distances(const std::vector<double>& curve) {
  Json values = Json::array();
  for (const double value : curve) values.push_back(distance(value));
  return values;
}

Json line_of(const Job& job, const char* status) {
  return {{"id", job.id},
          {"job", job.key},
          {"status", status},
          {"file", nullptr},
          {"seed", std::strtoull(job.seed.c_str(), nullptr, 10)},
          {"steps", 0},
          {"distance", nullptr},
          {"judge", nullptr},
          {"seconds", 0},
          {"error", nullptr},
          {"prompt", job.prompt},
          {"place", job.place},
          {"sha256", nullptr},
          {"bytes", nullptr},
          {"curve", Json::array()},
          {"finished", utc_now()}};
}

}  // namespace

Json drawn_line(const Job& job, const DrawnPicture& picture) {
  Json line = line_of(job, "drawn");
  line["file"] = picture.file;
  line["steps"] = picture.curve.size();
  if (!picture.curve.empty()) line["distance"] = distance(picture.curve.back());
  if (picture.judge) line["judge"] = distance(*picture.judge);
  line["seconds"] = std::round(picture.seconds * 1e3) / 1e3;
  line["sha256"] = picture.sha256;
  line["bytes"] = picture.bytes;
  line["curve"] = distances(picture.curve);
  return line;
}

Json failed_line(const Job& job, const std::string& error) {
  Json line = line_of(job, "failed");
  line["error"] = error;
  return line;
}

Json checkpoint_line(const Job& job, std::size_t steps, const std::vector<double>& curve) {
  return {{"job", job.key}, {"status", "checkpoint"}, {"step", steps}, {"curve", distances(curve)}};
}

Json status_line(const Job& job, const char* status) {
  return {{"job", job.key}, {"status", status}};
}

}  // namespace clipdraw_cli
