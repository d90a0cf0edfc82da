// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "clip/published_config.hpp"

#include <functional>
#include <string>

#include "base/error.hpp"
#include "support/torch_doctest.hpp"

namespace clipdraw {
namespace {

std::string message_of(const std::function<void()>& read, Status status) {
  try {
    read();
  } catch (const Error& error) {
    DOCTEST_CHECK(error.status() == status);
    return error.what();
  }
  return "";
}

DOCTEST_TEST_CASE("Hugging Face: what config.json leaves out has the library's defaults") {
  const Perceptor b32 = read_hugging_face_config(R"({"model_type": "clip"})", "config.json");
  DOCTEST_CHECK(b32.embed_dim == 512);
  DOCTEST_CHECK(b32.vocab_size == 49408);
  DOCTEST_CHECK(b32.context_length == 77);
  DOCTEST_CHECK(b32.text_width == 512);
  DOCTEST_CHECK(b32.text_layers == 12);
  DOCTEST_CHECK(b32.text_heads == 8);
  DOCTEST_CHECK(b32.vision_width == 768);
  DOCTEST_CHECK(b32.vision_layers == 12);
  DOCTEST_CHECK(b32.vision_heads == 12);
  DOCTEST_CHECK(b32.image_resolution == 224);
  DOCTEST_CHECK(b32.vision_patch_size == 32);
  DOCTEST_CHECK(b32.text_activation == Activation::quick_gelu);
  DOCTEST_CHECK(b32.vision_activation == Activation::quick_gelu);
  DOCTEST_CHECK(b32.text_epsilon == 1e-5);
  DOCTEST_CHECK(b32.end_token == 49407);
}

DOCTEST_TEST_CASE("Hugging Face: every key is read, for each side by itself") {
  const Perceptor perceptor = read_hugging_face_config(R"({
      "projection_dim": 64,
      "text_config": {"vocab_size": 600, "hidden_size": 32, "num_hidden_layers": 3,
        "num_attention_heads": 4, "max_position_embeddings": 20, "hidden_act": "gelu",
        "layer_norm_eps": 1e-6, "eos_token_id": 2},
      "vision_config": {"hidden_size": 48, "num_hidden_layers": 2, "num_attention_heads": 6,
        "image_size": 24, "patch_size": 6, "hidden_act": "quick_gelu", "layer_norm_eps": 1e-4}})",
                                                       "config.json");
  DOCTEST_CHECK(perceptor.embed_dim == 64);
  DOCTEST_CHECK(perceptor.vocab_size == 600);
  DOCTEST_CHECK(perceptor.text_heads == 4);
  DOCTEST_CHECK(perceptor.text_layers == 3);
  DOCTEST_CHECK(perceptor.context_length == 20);
  DOCTEST_CHECK(perceptor.text_activation == Activation::gelu);
  DOCTEST_CHECK(perceptor.text_epsilon == 1e-6);
  DOCTEST_CHECK(perceptor.end_token == -1);
  DOCTEST_CHECK(perceptor.vision_heads == 6);
  DOCTEST_CHECK(perceptor.image_resolution == 24);
  DOCTEST_CHECK(perceptor.vision_patch_size == 6);
  DOCTEST_CHECK(perceptor.vision_activation == Activation::quick_gelu);
  DOCTEST_CHECK(perceptor.vision_epsilon == 1e-4);
}

DOCTEST_TEST_CASE("Hugging Face: the older copy of a section wins, as in the library") {
  const Perceptor perceptor = read_hugging_face_config(R"({
      "text_config": {"hidden_size": 512, "hidden_act": "gelu"},
      "text_config_dict": {"hidden_size": 768, "num_attention_heads": 12},
      "vision_config": {"patch_size": 14}, "vision_config_dict": null})",
                                                       "config.json");
  DOCTEST_CHECK(perceptor.text_width == 768);
  DOCTEST_CHECK(perceptor.text_heads == 12);
  DOCTEST_CHECK(perceptor.text_activation == Activation::quick_gelu);
  DOCTEST_CHECK(perceptor.vision_patch_size == 14);
}

DOCTEST_TEST_CASE("Hugging Face: what is not there is refused by its key") {
  const struct {
    const char* json;
    const char* told;
    Status status;
  } kCases[] = {
      {R"({"model_type": "siglip"})", R"(config.json: "model_type" is "siglip")",
       Status::unsupported},
      {R"({"vision_config": {"num_channels": 4}})", R"("vision_config" "num_channels" is 4)",
       Status::unsupported},
      {R"({"text_config": {"hidden_act": "gelu_new"}})",
       R"("text_config" "hidden_act" is "gelu_new")", Status::bad_weights},
      {R"({"vision_config": {"num_attention_heads": 0}})", R"("num_attention_heads" is 0)",
       Status::bad_weights},
      {R"({"vision_config": 3})", R"("vision_config" is 3)", Status::bad_weights},
      {"<html>", "not a JSON object", Status::bad_weights},
  };
  for (const auto& test_case : kCases) {
    DOCTEST_CAPTURE(test_case.json);
    const std::string message = message_of(
        [&] { read_hugging_face_config(test_case.json, "config.json"); }, test_case.status);
    DOCTEST_CAPTURE(message);
    DOCTEST_CHECK(message.find(test_case.told) != std::string::npos);
  }
}

DOCTEST_TEST_CASE("Hugging Face: the preprocessor says mean and std") {
  Perceptor perceptor;
  read_preprocessor(R"({"image_mean": [0.5, 0.4, 0.3], "image_std": [1, 2, 3]})", "p", perceptor);
  DOCTEST_CHECK(perceptor.mean[1] == 0.4f);
  DOCTEST_CHECK(perceptor.std[2] == 3.0f);
  read_preprocessor(R"({"image_processor": {"image_mean": [0.1, 0.2, 0.3]}})", "p", perceptor);
  DOCTEST_CHECK(perceptor.mean[0] == 0.1f);
  read_preprocessor(R"({"do_normalize": false})", "p", perceptor);
  DOCTEST_CHECK(perceptor.mean[0] == 0);
  DOCTEST_CHECK(perceptor.std[0] == 1);
  DOCTEST_CHECK(message_of([&] { read_preprocessor(R"({"do_rescale": false})", "p", perceptor); },
                           Status::unsupported)
                    .find("\"do_rescale\" is false") != std::string::npos);
  DOCTEST_CHECK(
      message_of([&] { read_preprocessor(R"({"image_std": [0, 1, 1]})", "p", perceptor); },
                 Status::bad_weights)
          .find("\"image_std\"") != std::string::npos);
}

DOCTEST_TEST_CASE("OpenCLIP: a ViT, and what it leaves out") {
  const Perceptor perceptor = read_open_clip_config(R"({
      "model_cfg": {"embed_dim": 1024, "custom_text": true, "init_logit_bias": -10,
        "vision_cfg": {"image_size": [280, 280], "layers": 32, "width": 1280, "head_width": 80,
          "patch_size": 14, "mlp_ratio": 4.0, "patch_dropout": 0.5, "timm_model_name": null},
        "text_cfg": {"width": 1024, "heads": 16, "layers": 24, "norm_kwargs": {"eps": 1e-6},
          "no_causal_mask": false, "pool_type": "eos", "eos_id": 9}},
      "preprocess_cfg": {"mean": [0.5, 0.5, 0.5], "std": [0.25, 0.5, 0.5],
        "interpolation": "bilinear"}})",
                                                    "open_clip_config.json");
  DOCTEST_CHECK(perceptor.embed_dim == 1024);
  DOCTEST_CHECK(perceptor.image_resolution == 280);
  DOCTEST_CHECK(perceptor.vision_heads == 16);
  DOCTEST_CHECK(perceptor.vision_patch_size == 14);
  DOCTEST_CHECK(perceptor.text_heads == 16);
  DOCTEST_CHECK(perceptor.context_length == 77);
  DOCTEST_CHECK(perceptor.vocab_size == 49408);
  DOCTEST_CHECK(perceptor.text_epsilon == 1e-6);
  DOCTEST_CHECK(perceptor.vision_epsilon == 1e-5);
  DOCTEST_CHECK(perceptor.text_activation == Activation::gelu);
  DOCTEST_CHECK(perceptor.end_token == 9);
  DOCTEST_CHECK(perceptor.mean[0] == 0.5f);
  DOCTEST_CHECK(perceptor.std[0] == 0.25f);
}

DOCTEST_TEST_CASE("OpenCLIP: a ModifiedResNet with QuickGELU, without the outer object") {
  const Perceptor perceptor = read_open_clip_config(R"({
      "embed_dim": 640, "quick_gelu": true,
      "vision_cfg": {"image_size": 288, "layers": [4, 6, 10, 6], "width": 80, "patch_size": null},
      "text_cfg": {"width": 640, "heads": 10}})",
                                                    "RN50x4.json");
  DOCTEST_CHECK(perceptor.vision_blocks == std::vector<int64_t>{4, 6, 10, 6});
  DOCTEST_CHECK(perceptor.vision_heads == 40);
  DOCTEST_CHECK(perceptor.vision_activation == Activation::quick_gelu);
  DOCTEST_CHECK(perceptor.mean[0] == 0.48145466f);
}

DOCTEST_TEST_CASE("OpenCLIP: what is not there is refused by its key") {
  const struct {
    const char* place;
    const char* added;
    const char* told;
  } kCases[] = {
      {"vision", R"("timm_drop": 0.1, "timm_model_name": "convnext_base")",
       R"("vision_cfg" "timm_model_name" is "convnext_base")"},
      {"vision", R"("attentional_pool": true)", R"("attentional_pool" is true)"},
      {"vision", R"("no_ln_pre": true)", R"("no_ln_pre" is true)"},
      {"vision", R"("pool_type": "avg")", R"("pool_type" is "avg")"},
      {"vision", R"("ls_init_value": 0.1)", R"("ls_init_value" is 0.1)"},
      {"vision", R"("pos_embed_type": "sin_cos_2d")", R"("pos_embed_type" is "sin_cos_2d")"},
      {"vision", R"("qk_norm": true)", R"("qk_norm" is true)"},
      {"vision", R"("invented_later": 3)", R"("invented_later" is 3)"},
      {"text", R"("hf_model_name": "roberta-base")",
       R"("text_cfg" "hf_model_name" is "roberta-base")"},
      {"text", R"("no_causal_mask": true)", R"("no_causal_mask" is true)"},
      {"text", R"("proj_bias": true)", R"("proj_bias" is true)"},
      {"text", R"("pool_type": "last")", R"("pool_type" is "last")"},
      {"text", R"("pool_type": "eos")", R"("eos_id" is absent)"},
      {"text", R"("embed_cls": true)", R"("embed_cls" is true)"},
      {"text", R"("act_kwargs": {"approximate": "tanh"})",
       R"("act_kwargs" is {"approximate":"tanh"})"},
      {"text", R"("text_arch": "modern")", R"("text_arch" is "modern")"},
      {"text", R"("tokenizer_kwargs": {"clean": "canonicalize"})", R"("tokenizer_kwargs" is)"},
      {"model", R"("multimodal_cfg": {"width": 512})", R"("multimodal_cfg" is)"},
      {"preprocess", R"("mode": "L")", R"("preprocess_cfg" "mode" is "L")"},
  };
  for (const auto& test_case : kCases) {
    DOCTEST_CAPTURE(test_case.added);
    const auto in = [&](const char* place) {
      return std::string(place) == test_case.place ? std::string(test_case.added) : std::string();
    };
    const std::string model = in("model");
    const std::string json = R"({"model_cfg": {"embed_dim": 8, )" + model +
                             (model.empty() ? "" : ", ") + R"("vision_cfg": {)" + in("vision") +
                             R"(}, "text_cfg": {)" + in("text") + R"(}}, "preprocess_cfg": {)" +
                             in("preprocess") + "}}";
    const std::string message =
        message_of([&] { read_open_clip_config(json, "folder/o.json"); }, Status::unsupported);
    DOCTEST_CAPTURE(message);
    DOCTEST_CHECK(message.find("folder/o.json:") == 0);
    DOCTEST_CHECK(message.find(test_case.told) != std::string::npos);
  }
  DOCTEST_CHECK(
      message_of([] { read_open_clip_config(R"({"embed_dim": 8})", "o"); }, Status::unsupported)
          .find("\"vision_cfg\" is absent") != std::string::npos);
  DOCTEST_CHECK(
      message_of(
          [] {
            read_open_clip_config(
                R"({"embed_dim": 8, "vision_cfg": {"image_size": [3, 4]}, "text_cfg": {}})", "o");
          },
          Status::bad_weights)
          .find("\"image_size\" is [3,4]") != std::string::npos);
}

DOCTEST_TEST_CASE("a configuration that is nested a million deep is refused, not followed") {
  const std::string deep = std::string(1000000, '[') + std::string(1000000, ']');
  DOCTEST_CHECK(
      message_of([&] { config_kind(R"({"mean": )" + deep + "}", "f"); }, Status::bad_weights)
          .find("nested more than") != std::string::npos);
}

DOCTEST_TEST_CASE("a configuration is told apart by its keys") {
  DOCTEST_CHECK(config_kind(R"({"model_cfg": {}})", "f") == ConfigKind::open_clip);
  DOCTEST_CHECK(config_kind(R"({"vision_cfg": {}})", "f") == ConfigKind::open_clip);
  DOCTEST_CHECK(config_kind(R"({"text_config": {}})", "f") == ConfigKind::hugging_face);
  DOCTEST_CHECK(config_kind(R"({"activation": "gelu"})", "f") == ConfigKind::ours);
  DOCTEST_CHECK_THROWS_AS(config_kind("[]", "f"), Error);
}

}  // namespace
}  // namespace clipdraw
