// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "clip/config_reader.hpp"

#include <cmath>
#include <utility>

#include "base/error.hpp"

namespace clipdraw {
namespace {

using Json = nlohmann::json;

constexpr int64_t kLargest = 1 << 20;
constexpr const char* kWhole = "a whole number from 1 to 1048576";

}  // namespace

ConfigReader::ConfigReader(const Json& config, std::string where)
    : config_(config), where_(std::move(where)) {}

bool ConfigReader::has(const char* key) const {
  return config_.contains(key) && !config_.at(key).is_null();
}

int64_t ConfigReader::whole(const Json& found, const char* key, int64_t least,
                            const char* expected) const {
  if (!found.is_number_integer() || found.get<double>() < static_cast<double>(least) ||
      found.get<double>() > kLargest) {
    bad(key, expected);
  }
  return found.get<int64_t>();
}

void ConfigReader::read(const char* key, int64_t& value) const {
  if (has(key)) value = whole(config_.at(key), key, 1, kWhole);
}

void ConfigReader::read_token(const char* key, int64_t& value) const {
  if (has(key)) value = whole(config_.at(key), key, 0, "a whole number from 0 to 1048576");
}

void ConfigReader::read_side(const char* key, int64_t& value) const {
  if (!has(key) || !config_.at(key).is_array()) return read(key, value);
  const Json& found = config_.at(key);
  if (found.size() != 2 || found[0] != found[1]) bad(key, "a number, or two that are the same");
  value = whole(found[0], key, 1, kWhole);
}

void ConfigReader::read_layers(const char* key, int64_t& layers,
                               std::vector<int64_t>& blocks) const {
  if (!has(key) || !config_.at(key).is_array()) return read(key, layers);
  blocks.clear();
  for (const Json& count : config_.at(key)) {
    blocks.push_back(whole(count, key, 1, "whole numbers from 1 to 1048576"));
  }
  layers = static_cast<int64_t>(blocks.size());
}

void ConfigReader::read(const char* key, std::array<float, 3>& value, bool positive) const {
  if (!has(key)) return;
  const Json& found = config_.at(key);
  bool good = found.is_array() && found.size() == 3;
  for (size_t i = 0; good && i < 3; ++i) {
    good = found[i].is_number();
    if (good) value[i] = found[i].get<float>();
    good = good && std::isfinite(value[i]) && (!positive || value[i] > 0);
  }
  if (!good) bad(key, positive ? "three numbers above 0" : "three numbers");
}

void ConfigReader::read_epsilon(const char* key, double& value) const {
  if (!has(key)) return;
  const Json& found = config_.at(key);
  if (!found.is_number() || !(found.get<double>() > 0) || found.get<double>() > 1) {
    bad(key, "a number above 0, at most 1");
  }
  value = found.get<double>();
}

void ConfigReader::read(const char* key, Activation& value) const {
  if (!has(key)) return;
  const std::string name = read_text(key, "");
  for (const char* known : {"relu", "silu", "swish", "gelu", "quick_gelu"}) {
    if (name == known) {
      value = activation_from_name(name);
      return;
    }
  }
  bad(key, "quick_gelu, gelu, silu or relu");
}

bool ConfigReader::read_flag(const char* key, bool fallback) const {
  if (!has(key)) return fallback;
  if (!config_.at(key).is_boolean()) bad(key, "true or false");
  return config_.at(key).get<bool>();
}

std::string ConfigReader::read_text(const char* key, const std::string& fallback) const {
  if (!has(key)) return fallback;
  if (!config_.at(key).is_string()) bad(key, "a text");
  return config_.at(key).get<std::string>();
}

const Json& ConfigReader::object(const char* key) const {
  static const Json nothing = Json::object();
  if (!has(key)) return nothing;
  if (!config_.at(key).is_object()) bad(key, "an object");
  return config_.at(key);
}

void ConfigReader::refuse(const std::string& key, const std::string& why) const {
  const std::string found = config_.contains(key) ? config_.at(key).dump().substr(0, 60) : "absent";
  fail(Status::unsupported, "{} \"{}\" is {}: {}", where_, key, found, why);
}

void ConfigReader::bad(const char* key, const char* expected) const {
  fail(Status::bad_weights, "{} \"{}\" is {}, expected {}", where_, key,
       config_.at(key).dump().substr(0, 60), expected);
}

Json parse_config(const std::string& text, const std::string& what) {
  // A message that shows a value walks down into it, so that may not be as deep as a file likes.
  constexpr int kMostLevels = 64;
  bool too_deep = false;
  const auto watch = [&](int level, Json::parse_event_t /*event*/, Json& /*value*/) {
    too_deep = too_deep || level > kMostLevels;
    return true;
  };
  Json config = Json::parse(text, watch, false);
  if (too_deep) fail(Status::bad_weights, "{}: is nested more than {} deep", what, kMostLevels);
  if (!config.is_object()) {
    fail(Status::bad_weights, "{}: is not a JSON object, is the download complete?", what);
  }
  return config;
}

}  // namespace clipdraw
