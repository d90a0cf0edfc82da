// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "clip/clip.hpp"

#include <map>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "support/compare.hpp"
#include "support/fixtures.hpp"
#include "support/torch_doctest.hpp"
#include "weights/archive.hpp"

namespace clipdraw {
namespace {

const char* const kModels[] = {"clip_vit_tiny", "clip_rn_tiny", "clip_folded_tiny"};

std::string model_path(const std::string& name) {
  return test::source_path("tests/data/" + name + ".safetensors");
}

using Tensors = std::map<std::string, at::Tensor>;

Tensors tensors_of(const Archive& archive) {
  Tensors tensors;
  for (const std::string& name : archive.names()) tensors[name] = archive.tensor(name);
  return tensors;
}

std::string message_of(const Tensors& tensors, const std::map<std::string, std::string>& metadata) {
  const test::TemporaryFolder folder;
  write_archive(folder.file("clip.safetensors"), tensors, metadata);
  try {
    Clip::load(folder.file("clip.safetensors"));
  } catch (const Error& error) {
    DOCTEST_CHECK(error.status() == Status::bad_weights);
    return error.what();
  }
  return "";
}

DOCTEST_TEST_CASE("sizes are read from the file") {
  const Clip clip = Clip::load(model_path("clip_folded_tiny"));
  DOCTEST_CHECK(clip.image_resolution() == 32);
  DOCTEST_CHECK(clip.context_length() == 16);
  DOCTEST_CHECK(clip.embed_dim() == 24);
  DOCTEST_CHECK(clip.text_width() == 32);
  DOCTEST_CHECK(clip.perceptor().nfc);
}

DOCTEST_TEST_CASE("padding after the end token does not change the embedding") {
  for (const char* name : kModels) {
    const Clip clip = Clip::load(model_path(name));
    const int64_t start = clip.vocab_size() - 2;
    const int64_t end = clip.vocab_size() - 1;
    const at::Tensor exact = at::tensor({start, int64_t{5}, int64_t{300}, end}).view({1, 4});
    const at::Tensor padded = at::constant_pad_nd(exact, {0, 12});
    const TextFeatures a = clip.encode_text(exact);
    const TextFeatures b = clip.encode_text(padded);
    DOCTEST_CHECK(test::relative_error(a.embedding, b.embedding) < 1e-5);
    DOCTEST_CHECK(test::relative_error(a.sequence, b.sequence.narrow(1, 0, 4)) < 1e-5);
  }
}

DOCTEST_TEST_CASE("what does not fit the model is refused") {
  const Clip clip = Clip::load(model_path("clip_vit_tiny"));
  DOCTEST_CHECK_THROWS_AS(clip.encode_image(at::zeros({1, 3, 20, 24})), Error);
  DOCTEST_CHECK_THROWS_AS(clip.encode_image(at::zeros({3, 24, 24})), Error);
  DOCTEST_CHECK_THROWS_AS(clip.encode_text(at::zeros({1, 17}, at::kLong)), Error);
  DOCTEST_CHECK_THROWS_AS(clip.encode_text(at::full({1, 4}, clip.vocab_size(), at::kLong)), Error);
  DOCTEST_CHECK_THROWS_AS(clip.encode_text(at::full({1, 4}, -1, at::kLong)), Error);
  DOCTEST_CHECK_THROWS_AS(clip.encode_text(at::zeros({1, 4})), Error);
}

// Every seventh tensor at a time, so that one message has many to name.
DOCTEST_TEST_CASE("every tensor is needed: all that miss or are misshapen are named at once") {
  constexpr size_t kStride = 7;
  for (const char* name : kModels) {
    const Archive archive = Archive::open(model_path(name));
    const Tensors all = tensors_of(archive);
    for (size_t first = 0; first < kStride; ++first) {
      Tensors without = all;
      Tensors misshapen = all;
      std::vector<std::string> changed;
      size_t index = 0;
      for (const auto& [tensor_name, value] : all) {
        // Which file it is follows from the first convolution; two kinds of tensors may be absent.
        const bool may_miss = tensor_name == "logit_scale" ||
                              tensor_name == "visual.conv1.weight" ||
                              tensor_name.find("num_batches_tracked") != std::string::npos;
        if (index++ % kStride != first || may_miss) continue;
        changed.push_back(tensor_name);
        without.erase(tensor_name);
        misshapen[tensor_name] = value.unsqueeze(0);
      }
      const std::string missing = message_of(without, archive.metadata());
      const std::string wrong = message_of(misshapen, archive.metadata());
      for (const std::string& tensor_name : changed) {
        DOCTEST_CAPTURE(tensor_name);
        DOCTEST_CHECK(missing.find(tensor_name) != std::string::npos);
        DOCTEST_CHECK(wrong.find(tensor_name) != std::string::npos);
      }
    }
    Tensors extra = all;
    extra["visual.surprise"] = at::ones({2});
    DOCTEST_CHECK(message_of(extra, archive.metadata()).find("visual.surprise") !=
                  std::string::npos);
  }
}

DOCTEST_TEST_CASE("a file that is no CLIP is refused") {
  DOCTEST_CHECK(message_of({{"a", at::ones({1})}}, {}).find("not a CLIP") != std::string::npos);
  DOCTEST_CHECK_THROWS_AS(Clip::load(test::source_path("tests/data/vqgan_tiny.safetensors")),
                          Error);
}

DOCTEST_TEST_CASE("a description that contradicts the tensors is refused") {
  const Archive archive = Archive::open(model_path("clip_folded_tiny"));
  const Tensors all = tensors_of(archive);
  for (const char* config :
       {R"({"transformer_heads": 5})", R"({"vision_heads": 7})", R"({"image_resolution": 48})",
        R"({"context_length": 77})", R"({"transformer_layers": 3})", R"({"vision_layers": [1]})",
        R"({"vision_layers": [1, 3, 1]})", R"({"vision_layers": [1, 1, 1, 1]})",
        R"({"embed_dim": 512})"}) {
    DOCTEST_CAPTURE(config);
    DOCTEST_CHECK_FALSE(message_of(all, {{"config", config}}).empty());
  }
}

}  // namespace
}  // namespace clipdraw
