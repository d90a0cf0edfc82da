// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "clip/perceptor.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/error.hpp"

namespace clipdraw {
namespace {

using Json = nlohmann::json;

constexpr int64_t kLargest = 1 << 20;

class ConfigReader {
 public:
  ConfigReader(const Json& config, const std::string& path) : config_(config), path_(path) {}

  void read(const char* key, int64_t& value) const {
    if (!has(key)) return;
    const Json& found = config_.at(key);
    if (!found.is_number_integer() || found.get<double>() < 1 || found.get<double>() > kLargest) {
      bad(key, "a whole number from 1 to 1048576");
    }
    value = found.get<int64_t>();
  }

  // A ViT says how many layers it has, a ModifiedResNet how many blocks each stage has.
  void read_layers(const char* key, int64_t& layers, std::vector<int64_t>& blocks) const {
    if (!has(key) || !config_.at(key).is_array()) return read(key, layers);
    for (const Json& count : config_.at(key)) {
      if (!count.is_number_integer() || count.get<double>() < 1 || count.get<double>() > kLargest) {
        bad(key, "whole numbers from 1 to 1048576");
      }
      blocks.push_back(count.get<int64_t>());
    }
    layers = static_cast<int64_t>(blocks.size());
  }

  void read(const char* key, std::array<float, 3>& value, bool positive) const {
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

  std::string read_text(const char* key, const std::string& fallback) const {
    if (!has(key)) return fallback;
    if (!config_.at(key).is_string()) bad(key, "a text");
    return config_.at(key).get<std::string>();
  }

  [[noreturn]] void bad(const char* key, const char* expected) const {
    fail(Status::bad_weights, "{}: metadata config \"{}\" is {}, expected {}", path_, key,
         config_.at(key).dump().substr(0, 60), expected);
  }

 private:
  bool has(const char* key) const { return config_.contains(key) && !config_.at(key).is_null(); }

  const Json& config_;
  const std::string& path_;
};

}  // namespace

Perceptor read_perceptor(const std::map<std::string, std::string>& metadata,
                         const std::string& path) {
  Perceptor perceptor;
  const auto found = metadata.find("config");
  if (found == metadata.end()) return perceptor;
  const Json config = Json::parse(found->second, nullptr, false);
  if (!config.is_object()) {
    fail(Status::bad_weights, "{}: metadata \"config\" is not a JSON object", path);
  }
  const ConfigReader reader(config, path);
  reader.read("embed_dim", perceptor.embed_dim);
  reader.read("image_resolution", perceptor.image_resolution);
  reader.read("context_length", perceptor.context_length);
  reader.read("vocab_size", perceptor.vocab_size);
  reader.read("transformer_width", perceptor.text_width);
  reader.read("vision_width", perceptor.vision_width);
  reader.read("transformer_layers", perceptor.text_layers);
  reader.read("transformer_heads", perceptor.text_heads);
  reader.read_layers("vision_layers", perceptor.vision_layers, perceptor.vision_blocks);
  reader.read("vision_heads", perceptor.vision_heads);
  reader.read("mean", perceptor.mean, false);
  reader.read("std", perceptor.std, true);
  perceptor.activation = activation_from_name(reader.read_text("activation", "quick_gelu"));
  const std::string normalize = reader.read_text("normalize", "");
  if (!normalize.empty() && normalize != "nfc") reader.bad("normalize", "\"nfc\"");
  perceptor.nfc = normalize == "nfc";
  return perceptor;
}

}  // namespace clipdraw
