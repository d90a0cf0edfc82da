// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "clip/perceptor.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "clip/config_reader.hpp"

namespace clipdraw {
namespace {

using Json = nlohmann::json;

// The shortest decimal number that is this float again.
Json shortest(float value) { return Json::parse(fmt::format("{}", value)); }

Json three(const std::array<float, 3>& values) {
  return Json::array({shortest(values[0]), shortest(values[1]), shortest(values[2])});
}

}  // namespace

Perceptor read_perceptor(const std::string& json, const std::string& where) {
  const Json config = parse_config(json, where);
  const ConfigReader reader(config, where);
  Perceptor perceptor;
  reader.read("embed_dim", perceptor.embed_dim);
  reader.read("image_resolution", perceptor.image_resolution);
  reader.read("context_length", perceptor.context_length);
  reader.read("vocab_size", perceptor.vocab_size);
  reader.read("transformer_width", perceptor.text_width);
  reader.read("vision_width", perceptor.vision_width);
  reader.read("vision_patch_size", perceptor.vision_patch_size);
  reader.read("transformer_layers", perceptor.text_layers);
  reader.read("transformer_heads", perceptor.text_heads);
  reader.read_layers("vision_layers", perceptor.vision_layers, perceptor.vision_blocks);
  reader.read("vision_heads", perceptor.vision_heads);
  reader.read("mean", perceptor.mean, false);
  reader.read("std", perceptor.std, true);
  reader.read("activation", perceptor.text_activation);
  perceptor.vision_activation = perceptor.text_activation;
  reader.read("text_activation", perceptor.text_activation);
  reader.read("vision_activation", perceptor.vision_activation);
  reader.read_epsilon("text_epsilon", perceptor.text_epsilon);
  reader.read_epsilon("vision_epsilon", perceptor.vision_epsilon);
  reader.read_token("end_token", perceptor.end_token);
  const std::string normalize = reader.read_text("normalize", "");
  if (!normalize.empty() && normalize != "nfc") reader.bad("normalize", "\"nfc\"");
  perceptor.nfc = normalize == "nfc";
  return perceptor;
}

std::string write_perceptor(const Perceptor& perceptor) {
  Json config = Json::object();
  const auto put = [&](const char* key, int64_t value) {
    if (value > 0) config[key] = value;
  };
  put("embed_dim", perceptor.embed_dim);
  put("image_resolution", perceptor.image_resolution);
  put("context_length", perceptor.context_length);
  put("vocab_size", perceptor.vocab_size);
  put("transformer_width", perceptor.text_width);
  put("vision_width", perceptor.vision_width);
  put("vision_patch_size", perceptor.vision_patch_size);
  put("transformer_layers", perceptor.text_layers);
  put("transformer_heads", perceptor.text_heads);
  put("vision_layers", perceptor.vision_layers);
  if (!perceptor.vision_blocks.empty()) config["vision_layers"] = perceptor.vision_blocks;
  put("vision_heads", perceptor.vision_heads);
  config["mean"] = three(perceptor.mean);
  config["std"] = three(perceptor.std);
  const char* text = activation_name(perceptor.text_activation);
  const char* vision = activation_name(perceptor.vision_activation);
  config["activation"] = text;
  if (perceptor.vision_activation != perceptor.text_activation) {
    config["vision_activation"] = vision;
  }
  config["text_epsilon"] = perceptor.text_epsilon;
  config["vision_epsilon"] = perceptor.vision_epsilon;
  if (perceptor.end_token >= 0) config["end_token"] = perceptor.end_token;
  if (perceptor.nfc) config["normalize"] = "nfc";
  return config.dump();
}

int64_t head_count(int64_t described, int64_t width) {
  return described > 0 ? described : std::max<int64_t>(1, width / 64);
}

}  // namespace clipdraw
