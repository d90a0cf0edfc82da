// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "gallery/description.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <clipdraw/clipdraw.hpp>
#include <cmath>
#include <ctime>
#include <filesystem>

namespace clipdraw_cli {
namespace {

using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;

constexpr std::size_t kMostPoints = 200;  // of a curve: more than the page has room for
constexpr const char* kCompleted = "completed";

// Distances with the digits that are shown.
Json rounded(const Json& number) {
  return number.is_number() ? Json(std::round(number.get<double>() * 1e4) / 1e4) : Json(nullptr);
}

// All points, or evenly taken ones, the first and the last among them.
Json thinned(const Json& curve) {
  Json points = Json::array();
  const std::size_t count = std::min(curve.size(), kMostPoints);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t at = count < 2 ? 0 : (i * (curve.size() - 1) + (count - 1) / 2) / (count - 1);
    points.push_back(rounded(curve[at]));
  }
  return points;
}

// Seeds have up to 64 bits, more than a number of JavaScript holds.
std::string digits(const Json& seed) {
  return seed.is_string() ? seed.get<std::string>() : seed.dump();
}

// Takes over what the line has in the expected form.
void add_line(const Json& line, OrderedJson& job) {
  const auto take = [&](const char* name, auto is_right, auto&& change) {
    const auto found = line.find(name);
    if (found != line.end() && (found.value().*is_right)()) job[name] = change(found.value());
  };
  const auto same = [](const Json& value) { return value; };
  const auto texts = [&](const char* name) { take(name, &Json::is_string, same); };
  texts("id");
  if (line.contains("job")) job["job"] = line["job"].get<std::string>().substr(0, 12);
  texts("prompt");
  if (line.contains("seed") && !line["seed"].is_null()) job["seed"] = digits(line["seed"]);
  take("steps", &Json::is_number_unsigned, same);
  take("distance", &Json::is_number, rounded);
  take("judge", &Json::is_number, rounded);
  take("seconds", &Json::is_number, rounded);
  texts("finished");
  texts("error");
  take("curve", &Json::is_array, thinned);
}

bool is_simple(const Json& prompts) {
  for (const Json& prompt : prompts) {
    if (!prompt.contains("text")) return false;
  }
  return prompts.size() == 1;
}

Json picture_of(const Json& picture) {
  return {{"sha256", picture.at("sha256").get<std::string>()},
          {"width", picture.at("width").get<int>()},
          {"height", picture.at("height").get<int>()}};
}

// Several prompts, or others than words: each with what it pulls to and how.
Json prompts_of(const Json& prompts) {
  Json list = Json::array();
  for (const Json& prompt : prompts) {
    Json row{{"weight", prompt.at("weight").get<double>()}, {"stop", prompt.at("stop")}};
    if (prompt.contains("text")) row["text"] = prompt["text"].get<std::string>();
    if (prompt.contains("image")) row["image"] = picture_of(prompt["image"]);
    list.push_back(row);
  }
  return list;
}

// Options without the seed, models, weights.
std::string recipe_of(const Json& record) {
  OrderedJson recipe{{"version", record.at("version").get<std::string>()}};
  recipe["options"] = OrderedJson::object();
  for (const clipdraw::OptionInfo& row : clipdraw::option_table()) {
    const std::string name = row.name;
    if (name != "seed" && record.at("options").contains(name)) {
      const Json& value = record["options"][name];
      recipe["options"][name] = value.is_string() ? value.get<std::string>() : value.dump();
    }
  }
  const Json& models = record.at("models");
  Json clips = Json::array();
  for (const Json& clip : models.at("clips")) {
    clips.push_back(
        {{"name", clip.at("name").get<std::string>()}, {"share", clip.at("share").get<double>()}});
  }
  const Json& generator = models.at("generator");
  recipe["models"] = {{"clips", clips},
                      {"generator",
                       {{"name", generator.at("name").get<std::string>()},
                        {"kind", generator.at("kind").get<std::string>()}}},
                      {"prior", models.at("prior").get<bool>()}};
  recipe["weights"] = record.at("weights").get<std::map<std::string, std::string>>();
  return recipe.dump();
}

// What the record knows alone, or where there is no line.
void add_record(const Json& record, OrderedJson& job) {
  if (!job.contains("prompt")) job["prompt"] = record.at("prompt").get<std::string>();
  if (!job.contains("seed")) job["seed"] = digits(record.at("seed"));
  job["width"] = record.at("width").get<int>();
  job["height"] = record.at("height").get<int>();
  job["steps"] = record.at("steps_run").get<int>();
  if (!job.contains("distance") && record.contains("last_distance")) {
    job["distance"] = rounded(record["last_distance"]);
  }
  if (const auto outcome = record.at("outcome").get<std::string>(); outcome != kCompleted) {
    job["outcome"] = outcome;
  }
  if (!is_simple(record.at("prompts"))) job["prompts"] = prompts_of(record["prompts"]);
  if (record.contains("earlier_prompts")) job["changed"] = true;
  if (record.contains("start_image")) job["start"] = picture_of(record["start_image"]);
  if (record.contains("group")) {
    job["group"] = {{"size", record["group"].at("size").get<int>()},
                    {"place", record["group"].at("place").get<int>()}};
  }
}

std::string time_of_file(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return "";
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(info.st_mtime));
}

}  // namespace

GalleryDescription describe(const std::string& folder, const GalleryEntry& entry,
                            Thumbnails& thumbnails) {
  GalleryDescription out;
  const bool listed = !entry.line.is_null();
  OrderedJson job = OrderedJson::object();
  if (listed) add_line(entry.line, job);
  if (entry.file.empty()) {
    out.job = job;
    return out;
  }
  job["file"] = entry.file;
  const std::string path = (std::filesystem::path(folder) / entry.file).string();
  try {
    const Json record = Json::parse(clipdraw::inspect(path));
    OrderedJson with_record = job;
    add_record(record, with_record);
    out.recipe = recipe_of(record);
    job = with_record;
  } catch (const clipdraw::Error& error) {
    if (error.status() == clipdraw::Status::out_of_memory) throw;
    if (!listed) return out;
    if (error.status() == clipdraw::Status::not_found) {
      job["gone"] = true;
      out.job = job;
      return out;
    }
  } catch (const Json::exception&) {  // not in the form that docs/record.md says
    if (!listed) return out;
  }
  if (!job.contains("finished")) job["finished"] = time_of_file(path);
  try {
    const Thumbnail thumbnail =
        thumbnails.of(entry.file, job.value("width", 0), job.value("height", 0));
    job["width"] = thumbnail.width;
    job["height"] = thumbnail.height;
    if (!thumbnail.name.empty()) job["thumbnail"] = thumbnail.name;
  } catch (const clipdraw::Error& error) {  // a picture that cannot be read
    if (error.status() == clipdraw::Status::out_of_memory) throw;
    job["error"] = error.what();
  }
  out.job = job;
  return out;
}

}  // namespace clipdraw_cli
