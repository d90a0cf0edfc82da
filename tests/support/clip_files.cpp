// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "support/clip_files.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <vector>

#include "support/hugging_face_tokenizer.hpp"
#include "weights/archive.hpp"

namespace clipdraw::test {
namespace {

using Json = nlohmann::json;

Json config_of(const std::string& path) {
  return Json::parse(Archive::open(path).metadata().at("config"));
}

int64_t heads(const Json& config, const char* key, const char* width) {
  return config.contains(key) ? config.at(key).get<int64_t>()
                              : config.at(width).get<int64_t>() / 64;
}

void put_block(Tensors& out, const std::string& to, const Tensors& in, const std::string& from) {
  for (const char* part : {"weight", "bias"}) {
    const std::vector<at::Tensor> qkv = in.at(from + "attn.in_proj_" + part).chunk(3, 0);
    for (size_t i = 0; i < 3; ++i) {
      out[fmt::format("{}self_attn.{}_proj.{}", to, "qkv"[i], part)] = qkv[i].contiguous();
    }
    for (const auto& [a, b] :
         {std::pair{"self_attn.out_proj.", "attn.out_proj."}, std::pair{"layer_norm1.", "ln_1."},
          std::pair{"layer_norm2.", "ln_2."}, std::pair{"mlp.fc1.", "mlp.c_fc."},
          std::pair{"mlp.fc2.", "mlp.c_proj."}}) {
      out[to + a + part] = in.at(from + b + part);
    }
  }
}

void put_blocks(Tensors& out, const std::string& to, const Tensors& in, const std::string& from) {
  for (int layer = 0;; ++layer) {
    const std::string block = fmt::format("{}{}.", from, layer);
    if (in.count(block + "ln_1.weight") == 0) return;
    put_block(out, fmt::format("{}{}.", to, layer), in, block);
  }
}

}  // namespace

Tensors tensors_of(const std::string& path) {
  const Archive archive = Archive::open(path);
  Tensors tensors;
  for (const std::string& name : archive.names()) tensors[name] = archive.tensor(name);
  return tensors;
}

Tensors hugging_face_tensors(const std::string& openai_path) {
  const Tensors in = tensors_of(openai_path);
  Tensors out;
  put_blocks(out, "text_model.encoder.layers.", in, "transformer.resblocks.");
  put_blocks(out, "vision_model.encoder.layers.", in, "visual.transformer.resblocks.");
  for (const char* part : {"weight", "bias"}) {
    out[std::string("text_model.final_layer_norm.") + part] =
        in.at(std::string("ln_final.") + part);
    out[std::string("vision_model.pre_layrnorm.") + part] =
        in.at(std::string("visual.ln_pre.") + part);
    out[std::string("vision_model.post_layernorm.") + part] =
        in.at(std::string("visual.ln_post.") + part);
  }
  const at::Tensor positions = in.at("positional_embedding");
  out["text_model.embeddings.token_embedding.weight"] = in.at("token_embedding.weight");
  out["text_model.embeddings.position_embedding.weight"] = positions;
  out["text_model.embeddings.position_ids"] = at::arange(positions.size(0), at::kLong).unsqueeze(0);
  out["text_projection.weight"] = in.at("text_projection").t().contiguous();
  out["vision_model.embeddings.patch_embedding.weight"] = in.at("visual.conv1.weight");
  out["vision_model.embeddings.class_embedding"] = in.at("visual.class_embedding");
  out["vision_model.embeddings.position_embedding.weight"] = in.at("visual.positional_embedding");
  out["visual_projection.weight"] = in.at("visual.proj").t().contiguous();
  out["logit_scale"] = in.at("logit_scale");
  return out;
}

std::string hugging_face_config(const std::string& openai_path, const std::string& activation) {
  const Json config = config_of(openai_path);
  Json out = {{"model_type", "clip"}, {"projection_dim", config.at("embed_dim")}};
  out["text_config"] = {
      {"model_type", "clip_text_model"},
      {"vocab_size", config.at("vocab_size")},
      {"hidden_size", config.at("transformer_width")},
      {"num_hidden_layers", config.at("transformer_layers")},
      {"num_attention_heads", heads(config, "transformer_heads", "transformer_width")},
      {"max_position_embeddings", config.at("context_length")},
      {"eos_token_id", 2},
      {"hidden_act", activation}};
  out["vision_config"] = {{"model_type", "clip_vision_model"},
                          {"hidden_size", config.at("vision_width")},
                          {"num_hidden_layers", config.at("vision_layers")},
                          {"num_attention_heads", heads(config, "vision_heads", "vision_width")},
                          {"image_size", config.at("image_resolution")},
                          {"patch_size", config.at("vision_patch_size")},
                          {"hidden_act", activation}};
  return out.dump(2);
}

std::string open_clip_config(const std::string& openai_path, bool quick_gelu) {
  const Json config = config_of(openai_path);
  const bool is_resnet = config.at("vision_layers").is_array();
  const int64_t width = config.at("vision_width").get<int64_t>() * (is_resnet ? 32 : 1);
  const int64_t vision_heads =
      config.contains("vision_heads") ? config.at("vision_heads").get<int64_t>() : width / 64;
  Json model = {{"embed_dim", config.at("embed_dim")}};
  if (quick_gelu) model["quick_gelu"] = true;
  model["vision_cfg"] = {{"image_size", config.at("image_resolution")},
                         {"layers", config.at("vision_layers")},
                         {"width", config.at("vision_width")},
                         {"head_width", width / vision_heads},
                         {"patch_size", config.at("vision_patch_size")}};
  model["text_cfg"] = {{"context_length", config.at("context_length")},
                       {"vocab_size", config.at("vocab_size")},
                       {"width", config.at("transformer_width")},
                       {"heads", heads(config, "transformer_heads", "transformer_width")},
                       {"layers", config.at("transformer_layers")}};
  Json out = {{"model_cfg", model}};
  out["preprocess_cfg"] = {{"mean", {0.48145466, 0.4578275, 0.40821073}},
                           {"std", {0.26862954, 0.26130258, 0.27577711}}};
  return out.dump(2);
}

void write_shards(const std::string& folder, const Tensors& tensors, size_t parts) {
  std::vector<Tensors> shards(parts);
  Json map = Json::object();
  size_t index = 0;
  int64_t bytes = 0;
  for (const auto& [name, value] : tensors) {
    const size_t part = index++ * parts / tensors.size();
    shards[part][name] = value;
    map[name] = fmt::format("model-{:05}-of-{:05}.safetensors", part + 1, parts);
    bytes += value.numel() * static_cast<int64_t>(value.element_size());
  }
  for (size_t part = 0; part < parts; ++part) {
    write_archive(fmt::format("{}/model-{:05}-of-{:05}.safetensors", folder, part + 1, parts),
                  shards[part], {{"format", "pt"}});
  }
  write_text(folder + "/model.safetensors.index.json",
             Json{{"metadata", {{"total_size", bytes}}}, {"weight_map", map}}.dump());
}

}  // namespace clipdraw::test
