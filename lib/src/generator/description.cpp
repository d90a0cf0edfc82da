// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "generator/description.hpp"

#include <cmath>
#include <filesystem>

#include "base/error.hpp"
#include "base/file.hpp"

namespace clipdraw {

namespace fs = std::filesystem;

namespace {

constexpr uint64_t kMostBytes = uint64_t{1} << 22;  // of a side file
constexpr size_t kShown = 60;                       // characters of a value in a message

bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

}  // namespace

Description::Description(nlohmann::json json, std::string place)
    : json_(std::move(json)), place_(std::move(place)) {}

Description Description::parse(const std::string& text, const std::string& place) {
  nlohmann::json parsed = nlohmann::json::parse(text, nullptr, false);
  if (!parsed.is_object()) {
    fail(Status::bad_weights, "{}: is {}, expected a JSON object", place,
         parsed.is_discarded() ? "not JSON" : parsed.dump().substr(0, kShown));
  }
  return {std::move(parsed), place};
}

Description Description::read(const std::string& path) {
  const std::vector<uint8_t> bytes = read_file(path, kMostBytes);
  return parse(std::string(bytes.begin(), bytes.end()), path);
}

bool Description::has(const char* key) const {
  return json_.contains(key) && !json_.at(key).is_null();
}

void Description::bad(const char* key, const std::string& expected, const std::string& hint) const {
  fail(Status::bad_weights, "{}: \"{}\" is {}, expected {}{}{}", place_, key,
       has(key) ? json_.at(key).dump().substr(0, kShown) : "missing", expected,
       hint.empty() ? "" : "; ", hint);
}

int64_t Description::whole(const char* key, const nlohmann::json& found, int64_t low,
                           int64_t high) const {
  if (!found.is_number_integer() || found.get<double>() < static_cast<double>(low) ||
      found.get<double>() > static_cast<double>(high)) {
    bad(key, fmt::format("whole numbers from {} to {}", low, high));
  }
  return found.get<int64_t>();
}

int64_t Description::number(const char* key, int64_t low, int64_t high) const {
  if (!has(key)) bad(key, fmt::format("a whole number from {} to {}", low, high));
  return whole(key, json_.at(key), low, high);
}

int64_t Description::number(const char* key, int64_t low, int64_t high, int64_t fallback) const {
  return has(key) ? number(key, low, high) : fallback;
}

std::vector<int64_t> Description::numbers(const char* key, int64_t low, int64_t high,
                                          size_t most) const {
  if (!has(key) || !json_.at(key).is_array() || json_.at(key).empty() ||
      json_.at(key).size() > most) {
    bad(key, fmt::format("a list of 1 to {} whole numbers from {} to {}", most, low, high));
  }
  std::vector<int64_t> out;
  for (const nlohmann::json& item : json_.at(key)) out.push_back(whole(key, item, low, high));
  return out;
}

double Description::real(const char* key, double low, double high, double fallback) const {
  if (!has(key)) return fallback;
  const nlohmann::json& found = json_.at(key);
  if (!found.is_number() || !(found.get<double>() >= low && found.get<double>() <= high)) {
    bad(key, fmt::format("a number from {} to {}", low, high));
  }
  return found.get<double>();
}

bool Description::flag(const char* key, bool fallback) const {
  if (!has(key)) return fallback;
  if (!json_.at(key).is_boolean()) bad(key, "true or false");
  return json_.at(key).get<bool>();
}

std::string Description::text(const char* key, const std::string& fallback) const {
  if (!has(key)) return fallback;
  if (!json_.at(key).is_string()) bad(key, "a text");
  return json_.at(key).get<std::string>();
}

std::string side_file_path(const std::string& path) {
  return fs::path(path).replace_extension(".json").string();
}

std::optional<Description> side_file(const std::string& path) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) return std::nullopt;
  const std::string beside = side_file_path(path);
  if (!is_file(beside)) return std::nullopt;
  return Description::read(beside);
}

std::vector<std::string> description_files(const Archive& archive) {
  if (archive.metadata().count("config") != 0) return {};
  std::error_code ignored;
  const bool folder = fs::is_directory(archive.path(), ignored);
  const std::string beside = side_file_path(archive.path());
  if (!folder && is_file(beside)) return {beside};
  const bool theirs =
      folder ||
      fs::path(archive.path()).filename().string().rfind("diffusion_pytorch_model", 0) == 0;
  const fs::path config = fs::path(archive.folder()) / "config.json";
  if (!theirs || !is_file(config)) return {};
  return {config.string()};
}

std::optional<Description> describe(const Archive& archive) {
  const auto own = archive.metadata().find("config");
  if (own != archive.metadata().end()) {
    return Description::parse(own->second, archive.path() + ": metadata config");
  }
  const std::vector<std::string> files = description_files(archive);
  if (files.empty()) return std::nullopt;
  return Description::read(files.front());
}

}  // namespace clipdraw
