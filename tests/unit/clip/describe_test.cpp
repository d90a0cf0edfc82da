// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "clip/describe.hpp"

#include <torch/csrc/jit/api/module.h>

#include <filesystem>
#include <string>

#include "base/error.hpp"
#include "clip/clip.hpp"
#include "clip/known_files.hpp"
#include "support/clip_files.hpp"
#include "support/fixtures.hpp"
#include "support/hugging_face_tokenizer.hpp"
#include "support/torch_doctest.hpp"

namespace clipdraw {
namespace {

namespace fs = std::filesystem;

const std::string& vit() {
  static const std::string path = test::source_path("tests/data/clip_vit_tiny.safetensors");
  return path;
}

std::string config() { return Archive::open(vit()).metadata().at("config"); }

std::string message_of(const std::string& path) {
  try {
    describe_clip(Archive::open(path));
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

// A folder with the tiny ViT in it, without a description.
class Undescribed {
 public:
  explicit Undescribed(const std::string& name, bool hugging_face = false) {
    write_archive(folder_.file(name),
                  hugging_face ? test::hugging_face_tensors(vit()) : test::tensors_of(vit()));
  }
  std::string file(const std::string& name) const { return folder_.file(name); }
  const std::string& path() const { return folder_.path(); }
  void put(const std::string& name, const std::string& text) const {
    test::write_text(folder_.file(name), text);
  }

 private:
  test::TemporaryFolder folder_;
};

// Puts a tensor under a name with dots into a tree of modules.
void put(torch::jit::Module& module, const std::string& name, const at::Tensor& value) {
  const size_t dot = name.find('.');
  if (dot == std::string::npos) return module.register_parameter(name, value, false);
  const std::string head = name.substr(0, dot);
  if (!module.hasattr(head)) module.register_module(head, torch::jit::Module("Part"));
  torch::jit::Module inner = module.attr(head).toModule();
  put(inner, name.substr(dot + 1), value);
}

// Writes a TorchScript archive of the tiny ViT's tensors, with one module of that type in it.
void write_torchscript(const std::string& path, const char* activation_type) {
  torch::jit::Module clip("CLIP");
  for (const auto& [name, value] : test::tensors_of(vit())) put(clip, name, value.clone());
  clip.register_module("gelu", torch::jit::Module(activation_type));
  clip.save(path);
}

constexpr const char* kSide =
    R"({"activation": "gelu", "mean": [0.1, 0.2, 0.3], "std": [1, 2, 3], "vision_heads": 3})";

DOCTEST_TEST_CASE("a file that says nothing is refused, with what to write") {
  const Undescribed clip("model.safetensors");
  const std::string message = message_of(clip.file("model.safetensors"));
  DOCTEST_CAPTURE(message);
  DOCTEST_CHECK(message.find(clip.file("model.safetensors")) == 0);
  for (const char* told : {"does not say", "open_clip_config.json", "config.json", "model.json",
                           "\"activation\"", "\"mean\"", "\"std\"", "vision_heads"}) {
    DOCTEST_CHECK(message.find(told) != std::string::npos);
  }
  DOCTEST_CHECK_THROWS_AS(Clip::load(clip.path()), Error);
}

DOCTEST_TEST_CASE("a file of the same stem describes it, in any of three formats") {
  const Undescribed clip("my.model.safetensors");
  const std::string path = clip.file("my.model.safetensors");
  clip.put("my.model.json", kSide);
  DOCTEST_CHECK(describe_clip(Archive::open(path)).vision_activation == Activation::gelu);
  DOCTEST_CHECK(describe_clip(Archive::open(path)).mean[1] == 0.2f);
  clip.put("my.model.json", test::open_clip_config(vit(), true));
  DOCTEST_CHECK(describe_clip(Archive::open(path)).vision_activation == Activation::quick_gelu);
  DOCTEST_CHECK(describe_clip(Archive::open(path)).vision_heads == 3);
  clip.put("my.model.json", test::hugging_face_config(vit(), "gelu"));
  DOCTEST_CHECK(describe_clip(Archive::open(path)).vision_activation == Activation::gelu);
}

DOCTEST_TEST_CASE("a description that a user writes has to be whole") {
  const Undescribed clip("m.safetensors");
  for (const char* key : {"activation", "mean", "std"}) {
    std::string side = kSide;
    side.replace(side.find(key), 1, "_");
    clip.put("m.json", side);
    const std::string message = message_of(clip.file("m.safetensors"));
    DOCTEST_CAPTURE(message);
    DOCTEST_CHECK(message.find(clip.file("m.json") + ": \"" + key + "\" is absent") == 0);
  }
  clip.put("m.json", "<html>");
  DOCTEST_CHECK(message_of(clip.file("m.safetensors")).find("not a JSON object") !=
                std::string::npos);
}

DOCTEST_TEST_CASE("the archive's own metadata goes before everything beside it") {
  const test::TemporaryFolder folder;
  write_archive(folder.file("clip.safetensors"), test::tensors_of(vit()), {{"config", config()}});
  test::write_text(folder.file("clip.json"), kSide);
  test::write_text(folder.file("open_clip_config.json"), test::open_clip_config(vit(), false));
  DOCTEST_CHECK(describe_clip(Archive::open(folder.file("clip.safetensors"))).text_activation ==
                Activation::quick_gelu);
}

// One folder may hold a model under both names, each with its own configuration.
DOCTEST_TEST_CASE("a folder's configuration is the one of the tensors' names") {
  for (const bool hugging_face : {false, true}) {
    const Undescribed clip("model.safetensors", hugging_face);
    clip.put("open_clip_config.json", test::open_clip_config(vit(), true));
    clip.put("config.json", test::hugging_face_config(vit(), "gelu"));
    for (const std::string& path : {clip.path(), clip.file("model.safetensors")}) {
      DOCTEST_CHECK(describe_clip(Archive::open(path)).text_activation ==
                    (hugging_face ? Activation::gelu : Activation::quick_gelu));
    }
    // Alone in a folder the other one counts too; beside a lone file it may be another model's.
    fs::remove(clip.file(hugging_face ? "config.json" : "open_clip_config.json"));
    DOCTEST_CHECK(describe_clip(Archive::open(clip.path())).text_activation ==
                  (hugging_face ? Activation::quick_gelu : Activation::gelu));
    DOCTEST_CHECK_FALSE(message_of(clip.file("model.safetensors")).empty());
  }
}

DOCTEST_TEST_CASE("shards without a configuration are asked to have one in their folder") {
  const test::TemporaryFolder folder;
  test::write_shards(folder.path(), test::tensors_of(vit()), 2);
  const std::string message = message_of(folder.path());
  DOCTEST_CAPTURE(message);
  DOCTEST_CHECK(message.find("write config.json with") != std::string::npos);
  test::write_text(folder.file("config.json"), kSide);
  DOCTEST_CHECK(describe_clip(Archive::open(folder.path())).text_activation == Activation::gelu);
}

DOCTEST_TEST_CASE("mean and std come from the preprocessor beside config.json") {
  const Undescribed clip("model.safetensors", true);
  clip.put("config.json", test::hugging_face_config(vit(), "gelu"));
  DOCTEST_CHECK(describe_clip(Archive::open(clip.path())).mean[0] == 0.48145466f);
  clip.put("preprocessor_config.json", R"({"image_mean": [0.5, 0.5, 0.5]})");
  DOCTEST_CHECK(describe_clip(Archive::open(clip.path())).mean[0] == 0.5f);
}

DOCTEST_TEST_CASE("a TorchScript archive with a QuickGELU in it is as OpenAI's") {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("ViT-tiny.pt");
  write_torchscript(path, "QuickGELU");
  const Perceptor perceptor = describe_clip(Archive::open(path));
  DOCTEST_CHECK(perceptor.text_activation == Activation::quick_gelu);
  DOCTEST_CHECK(perceptor.mean[0] == 0.48145466f);
  // This one has no traced code that could say its heads: 64 channels each.
  DOCTEST_CHECK(Clip::load(path).perceptor().vision_heads == 1);
  // What lies in the same folder may be another model's; what has the same stem is this one's.
  test::write_text(folder.file("open_clip_config.json"), test::open_clip_config(vit(), false));
  DOCTEST_CHECK(describe_clip(Archive::open(path)).text_activation == Activation::quick_gelu);
  test::write_text(folder.file("ViT-tiny.json"), kSide);
  DOCTEST_CHECK(describe_clip(Archive::open(path)).text_activation == Activation::gelu);
  DOCTEST_CHECK(Clip::load(path).perceptor().vision_heads == 3);

  write_torchscript(folder.file("other.pt"), "GELU");
  fs::remove(folder.file("open_clip_config.json"));
  const std::string message = message_of(folder.file("other.pt"));
  DOCTEST_CAPTURE(message);
  DOCTEST_CHECK(message.find(folder.file("other.json")) != std::string::npos);
}

DOCTEST_TEST_CASE("a configuration that contradicts the tensors is refused with the tensor") {
  const Undescribed clip("model.safetensors", true);
  std::string json = test::hugging_face_config(vit(), "gelu");
  const size_t at = json.find("\"image_size\": 24");
  DOCTEST_REQUIRE(at != std::string::npos);
  clip.put("config.json", json.replace(at, 16, "\"image_size\": 48"));
  try {
    Clip::load(clip.path());
    DOCTEST_FAIL("it was loaded");
  } catch (const Error& error) {
    const std::string message = error.what();
    DOCTEST_CAPTURE(message);
    DOCTEST_CHECK(message.find("24 pixels, expected 48") != std::string::npos);
  }
}

DOCTEST_TEST_CASE("published files are known by their hash") {
  const auto b32 = known_hash("40d365715913c9da98579312b702a82c18be219cc2a73407c4526f58eba950af");
  DOCTEST_REQUIRE(b32);
  DOCTEST_CHECK(b32->text_activation == Activation::quick_gelu);
  const auto h14 = known_hash("9a78ef8e8c73fd0df621682e7a8e8eb36c6916cb3c16b291a082ecd52ab79cc4");
  DOCTEST_REQUIRE(h14);
  DOCTEST_CHECK(h14->vision_activation == Activation::gelu);
  DOCTEST_CHECK(h14->vision_heads == 16);
  const auto l14 = known_hash("7d129ed747e0ed53e82dfcc140382b51be66b56e6a9bdc3258afd2846e3bb019");
  DOCTEST_REQUIRE(l14);
  DOCTEST_CHECK(l14->mean[0] == 0.5f);
  const auto release = known_hash("46683a32" + std::string(56, '0'));
  DOCTEST_REQUIRE(release);
  DOCTEST_CHECK(release->text_activation == Activation::quick_gelu);
  DOCTEST_CHECK_FALSE(known_hash(std::string(64, '0')));
  DOCTEST_CHECK_FALSE(known_file(vit()));
}

}  // namespace
}  // namespace clipdraw
