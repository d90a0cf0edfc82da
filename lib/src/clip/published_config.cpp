// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "clip/published_config.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "base/error.hpp"
#include "clip/config_reader.hpp"

namespace clipdraw {
namespace {

using Json = nlohmann::json;

std::string inside(const std::string& path, const char* key) { return path + ": \"" + key + "\""; }

// The object that Hugging Face's library ends up with: files written before 2023 have the values a
// second time under "..._dict", and those win, with the defaults for what they leave out
// (transformers, CLIPConfig.__init__).
const Json& section(const ConfigReader& reader, const char* key, const char* older) {
  return reader.has(older) ? reader.object(older) : reader.object(key);
}

void check_model_type(const ConfigReader& reader, const char* expected) {
  const std::string found = reader.read_text("model_type", expected);
  if (found != expected) {
    reader.refuse("model_type", fmt::format("only \"{}\" models are supported", expected));
  }
}

// Everything that an OpenCLIP configuration may say and that changes nothing here: it is about
// training, or about parts that are not there.
bool changes_nothing(const std::string& key, const Json& value) {
  static const std::set<std::string> kIgnored = {"patch_dropout",
                                                 "attn_pooler_queries",
                                                 "attn_pooler_heads",
                                                 "output_tokens",
                                                 "output_dict",
                                                 "cast_dtype",
                                                 "nonscalar_logit_scale",
                                                 "init_logit_scale",
                                                 "init_logit_bias",
                                                 "custom_text",
                                                 "pad_id",
                                                 "bos_id",
                                                 "eos_id",
                                                 "hf_tokenizer_name",
                                                 "mlp_ratio"};
  static const std::map<std::string, Json> kDefaults = {
      {"pos_embed_type", "learnable"}, {"block_type", "default"}, {"proj_type", "linear"},
      {"text_arch", "clip"},           {"tokenizer_type", ""},    {"norm_type", "layernorm"}};
  if (value.is_null() || value == false || kIgnored.count(key) != 0) return true;
  // These say how a model of another library is made, which stands under the keys of model names.
  if (key.compare(0, 5, "timm_") == 0 || key.compare(0, 3, "hf_") == 0) return true;
  const auto found = kDefaults.find(key);
  return found != kDefaults.end() && found->second == value;
}

void refuse_rest(const ConfigReader& reader, const Json& config,
                 const std::set<std::string>& known) {
  for (const char* name : {"timm_model_name", "hf_model_name"}) {
    if (reader.has(name)) {
      reader.refuse(name, "encoders of other libraries are not supported, only OpenCLIP's own");
    }
  }
  for (const auto& [key, value] : config.items()) {
    if (known.count(key) == 0 && !changes_nothing(key, value)) {
      reader.refuse(key, "this is not supported, expected OpenCLIP's default");
    }
  }
}

void read_norm(const ConfigReader& reader, const std::string& where, double& epsilon) {
  if (!reader.has("norm_kwargs")) return;
  const Json& options = reader.object("norm_kwargs");
  const ConfigReader norm(options, where + " \"norm_kwargs\"");
  norm.read_epsilon("eps", epsilon);
  refuse_rest(norm, options, {"eps"});
}

void read_vision(const Json& config, const std::string& where, Perceptor& perceptor) {
  const ConfigReader reader(config, where);
  const std::string pool = reader.read_text("pool_type", "tok");
  refuse_rest(reader, config,
              {"image_size", "layers", "width", "head_width", "patch_size", "pool_type",
               "norm_kwargs", "image_seq_len"});
  if (pool != "tok") reader.refuse("pool_type", "only \"tok\", the class token, is supported");
  // Defaults of OpenCLIP's CLIPVisionCfg (src/open_clip/model.py).
  perceptor.image_resolution = 224;
  perceptor.vision_layers = 12;
  perceptor.vision_width = 768;
  int64_t head_width = 64;
  reader.read_side("image_size", perceptor.image_resolution);
  reader.read_layers("layers", perceptor.vision_layers, perceptor.vision_blocks);
  reader.read("width", perceptor.vision_width);
  reader.read("head_width", head_width);
  read_norm(reader, where, perceptor.vision_epsilon);
  if (perceptor.vision_blocks.empty()) {
    perceptor.vision_patch_size = 16;
    reader.read_side("patch_size", perceptor.vision_patch_size);
    perceptor.vision_heads = perceptor.vision_width / head_width;
  } else {
    perceptor.vision_heads = perceptor.vision_width * 32 / head_width;
  }
  if (perceptor.vision_heads < 1) reader.bad("head_width", "at most the width");
}

void read_text(const Json& config, const std::string& where, Perceptor& perceptor) {
  const ConfigReader reader(config, where);
  const std::string pool = reader.read_text("pool_type", "argmax");
  refuse_rest(
      reader, config,
      {"context_length", "vocab_size", "width", "heads", "layers", "pool_type", "norm_kwargs"});
  if (pool == "eos") {
    if (!reader.has("eos_id")) reader.refuse("eos_id", "pool_type \"eos\" needs it");
    reader.read_token("eos_id", perceptor.end_token);
  } else if (pool != "argmax") {
    reader.refuse("pool_type", "only \"argmax\" and \"eos\", the end token, are supported");
  }
  // Defaults of OpenCLIP's CLIPTextCfg (src/open_clip/model.py).
  perceptor.context_length = 77;
  perceptor.vocab_size = 49408;
  perceptor.text_width = 512;
  perceptor.text_heads = 8;
  perceptor.text_layers = 12;
  reader.read("context_length", perceptor.context_length);
  reader.read("vocab_size", perceptor.vocab_size);
  reader.read("width", perceptor.text_width);
  reader.read("heads", perceptor.text_heads);
  reader.read("layers", perceptor.text_layers);
  read_norm(reader, where, perceptor.text_epsilon);
}

}  // namespace

// Names and defaults: transformers, models/clip/configuration_clip.py (CLIPTextConfig,
// CLIPVisionConfig, CLIPConfig).
Perceptor read_hugging_face_config(const std::string& json, const std::string& path) {
  const Json config = parse_config(json, path);
  const ConfigReader top(config, path + ":");
  check_model_type(top, "clip");
  Perceptor perceptor;
  perceptor.embed_dim = 512;
  top.read("projection_dim", perceptor.embed_dim);

  const ConfigReader text(section(top, "text_config", "text_config_dict"),
                          inside(path, "text_config"));
  check_model_type(text, "clip_text_model");
  perceptor.vocab_size = 49408;
  perceptor.text_width = 512;
  perceptor.text_layers = 12;
  perceptor.text_heads = 8;
  perceptor.context_length = 77;
  perceptor.end_token = 49407;
  text.read("vocab_size", perceptor.vocab_size);
  text.read("hidden_size", perceptor.text_width);
  text.read("num_hidden_layers", perceptor.text_layers);
  text.read("num_attention_heads", perceptor.text_heads);
  text.read("max_position_embeddings", perceptor.context_length);
  text.read("hidden_act", perceptor.text_activation);
  text.read_epsilon("layer_norm_eps", perceptor.text_epsilon);
  text.read_token("eos_token_id", perceptor.end_token);
  // The first configurations had a 2 that was wrong; the library takes it for "the highest id"
  // (modeling_clip.py, CLIPTextTransformer.forward).
  if (perceptor.end_token == 2) perceptor.end_token = -1;

  const ConfigReader vision(section(top, "vision_config", "vision_config_dict"),
                            inside(path, "vision_config"));
  check_model_type(vision, "clip_vision_model");
  perceptor.vision_width = 768;
  perceptor.vision_layers = 12;
  perceptor.vision_heads = 12;
  perceptor.image_resolution = 224;
  perceptor.vision_patch_size = 32;
  int64_t channels = 3;
  vision.read("hidden_size", perceptor.vision_width);
  vision.read("num_hidden_layers", perceptor.vision_layers);
  vision.read("num_attention_heads", perceptor.vision_heads);
  vision.read("image_size", perceptor.image_resolution);
  vision.read("patch_size", perceptor.vision_patch_size);
  vision.read("num_channels", channels);
  vision.read("hidden_act", perceptor.vision_activation);
  vision.read_epsilon("layer_norm_eps", perceptor.vision_epsilon);
  if (channels != 3) vision.refuse("num_channels", "only pictures of 3 channels are supported");
  return perceptor;
}

// Names and defaults: transformers, models/clip/image_processing_clip.py. What stays at its default
// here is as OpenAI's: pixels 0..1, their mean and std.
void read_preprocessor(const std::string& json, const std::string& path, Perceptor& perceptor) {
  const Json whole = parse_config(json, path);
  // A processor_config.json has the same object one level down.
  const ConfigReader outer(whole, path + ":");
  const Json& config = outer.has("image_processor") ? outer.object("image_processor") : whole;
  const ConfigReader reader(config, path + ":");
  if (!reader.read_flag("do_rescale", true)) {
    reader.refuse("do_rescale", "only models that take pixels of 0..1 are supported");
  }
  if (!reader.read_flag("do_normalize", true)) {
    perceptor.mean = {0, 0, 0};
    perceptor.std = {1, 1, 1};
    return;
  }
  reader.read("image_mean", perceptor.mean, false);
  reader.read("image_std", perceptor.std, true);
}

// Names and defaults: OpenCLIP, src/open_clip/model.py (CLIP, CLIPVisionCfg, CLIPTextCfg) and
// transform.py (PreprocessCfg, whose mean and std are OpenAI's).
Perceptor read_open_clip_config(const std::string& json, const std::string& path) {
  const Json whole = parse_config(json, path);
  const ConfigReader outer(whole, path + ":");
  const Json& config = outer.has("model_cfg") ? outer.object("model_cfg") : whole;
  const ConfigReader model(config, path + ":");
  for (const char* key : {"embed_dim", "vision_cfg", "text_cfg"}) {
    if (!model.has(key)) model.refuse(key, "a CLIP of OpenCLIP's has it, this is another model");
  }
  Perceptor perceptor;
  model.read("embed_dim", perceptor.embed_dim);
  const bool quick = model.read_flag("quick_gelu", false);
  perceptor.text_activation = quick ? Activation::quick_gelu : Activation::gelu;
  perceptor.vision_activation = perceptor.text_activation;
  refuse_rest(model, config, {"embed_dim", "quick_gelu", "vision_cfg", "text_cfg"});
  read_vision(model.object("vision_cfg"), inside(path, "vision_cfg"), perceptor);
  read_text(model.object("text_cfg"), inside(path, "text_cfg"), perceptor);

  const ConfigReader preprocess(outer.object("preprocess_cfg"), inside(path, "preprocess_cfg"));
  if (preprocess.read_text("mode", "RGB") != "RGB") {
    preprocess.refuse("mode", "only RGB is supported");
  }
  preprocess.read("mean", perceptor.mean, false);
  preprocess.read("std", perceptor.std, true);
  return perceptor;
}

ConfigKind config_kind(const std::string& json, const std::string& path) {
  const Json config = parse_config(json, path);
  if (config.contains("model_cfg") || config.contains("vision_cfg")) return ConfigKind::open_clip;
  if (config.contains("text_config") || config.contains("vision_config") ||
      config.contains("text_config_dict") || config.contains("model_type")) {
    return ConfigKind::hugging_face;
  }
  return ConfigKind::ours;
}

}  // namespace clipdraw
