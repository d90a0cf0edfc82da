// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "clip/clip.hpp"

#include <torch/csrc/autograd/autograd.h>

#include <map>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/random.hpp"
#include "nn/bf16.hpp"
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

// Three random pictures that a gradient is wanted of: [3, 3, R, R] float, 0..1.
at::Tensor pictures_for(const Clip& clip) {
  const int64_t side = clip.image_resolution();
  at::Tensor image = at::empty({3, 3, side, side});
  Random(4, Purpose::test)
      .fill_uniform(image.data_ptr<float>(), static_cast<size_t>(image.numel()));
  return image.requires_grad_(true);
}

DOCTEST_TEST_CASE("sizes are read from the file") {
  const Clip clip = Clip::load(model_path("clip_folded_tiny"));
  DOCTEST_CHECK(clip.image_resolution() == 32);
  DOCTEST_CHECK(clip.context_length() == 16);
  DOCTEST_CHECK(clip.embed_dim() == 24);
  DOCTEST_CHECK(clip.text_width() == 32);
  DOCTEST_CHECK(clip.perceptor().nfc);
  DOCTEST_CHECK(clip.files() == std::vector<std::string>{model_path("clip_folded_tiny")});
  DOCTEST_CHECK(clip.folder() == test::source_path("tests/data"));
}

DOCTEST_TEST_CASE("the metadata for a copy is complete and describes the same model") {
  for (const char* name : kModels) {
    const auto metadata = Clip::archive_metadata(model_path(name));
    DOCTEST_REQUIRE(metadata.count("config") == 1);
    const std::string& config = metadata.at("config");
    for (const char* key :
         {"embed_dim", "image_resolution", "context_length", "vocab_size", "transformer_width",
          "transformer_heads", "transformer_layers", "vision_heads", "vision_layers", "mean", "std",
          "activation", "text_epsilon", "vision_epsilon"}) {
      DOCTEST_CAPTURE(key);
      DOCTEST_CHECK(config.find('"' + std::string(key) + "\":") != std::string::npos);
    }
    const test::TemporaryFolder folder;
    const std::string copy = folder.file("copy.safetensors");
    write_archive(copy, tensors_of(Archive::open(model_path(name))), metadata);
    DOCTEST_CHECK(Clip::archive_metadata(copy) == metadata);
    const Clip before = Clip::load(model_path(name));
    const Clip after = Clip::load(copy);
    const int64_t side = before.image_resolution();
    const at::Tensor image = at::linspace(0, 1, 3 * side * side).view({1, 3, side, side});
    DOCTEST_CHECK(at::equal(before.encode_image(image), after.encode_image(image)));
  }
}

DOCTEST_TEST_CASE("packed embeddings and gradients in float are the plain ones up to rounding") {
  constexpr Compute kPacked{Form::fp32};
  for (const char* name : kModels) {
    DOCTEST_CAPTURE(name);
    const Clip clip = Clip::load(model_path(name));
    const at::Tensor image = pictures_for(clip);
    const at::Tensor plain = clip.encode_image(image);
    const at::Tensor packed = clip.encode_image(image, kPacked);
    DOCTEST_CHECK(test::relative_error(packed, plain) < 1e-5);
    const at::Tensor slope = plain.detach();
    const at::Tensor expected = torch::autograd::grad({plain}, {image}, {slope})[0];
    const at::Tensor found = torch::autograd::grad({packed}, {image}, {slope})[0];
    DOCTEST_CHECK(test::relative_error(found, expected) < 1e-4);
    DOCTEST_CHECK(at::equal(clip.encode_image(image.detach(), kPacked), packed));
  }
}

DOCTEST_TEST_CASE("embeddings and gradients in bf16 are near those in float") {
  if (!has_bf16()) {
    DOCTEST_MESSAGE("skipped: this processor has no bf16");
    return;
  }
  for (const char* name : kModels) {
    DOCTEST_CAPTURE(name);
    const Clip clip = Clip::load(model_path(name));
    const at::Tensor image = pictures_for(clip);
    const at::Tensor plain = clip.encode_image(image);
    const at::Tensor fast = clip.encode_image(image, Compute{Form::bf16});
    DOCTEST_CHECK((fast.scalar_type() == at::kFloat));
    DOCTEST_CHECK(test::relative_error(fast, plain) < 2e-2);
    DOCTEST_CHECK_FALSE(at::equal(fast, plain));
    const at::Tensor slope = plain.detach();
    const at::Tensor expected = torch::autograd::grad({plain}, {image}, {slope})[0];
    const at::Tensor found = torch::autograd::grad({fast}, {image}, {slope})[0];
    // The slope of a ResNet's rectifiers jumps where rounding moves their input over zero.
    const bool jumps = std::string(name) != "clip_vit_tiny";
    DOCTEST_CHECK(test::relative_error(found, expected) < (jumps ? 0.4 : 5e-2));
    const at::Tensor along = (found * expected).sum() / (found.norm() * expected.norm());
    DOCTEST_CHECK(along.item<double>() > (jumps ? 0.97 : 0.999));
    DOCTEST_CHECK(at::equal(clip.encode_image(image.detach(), Compute{Form::bf16}), fast));
  }
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

// The first of the highest ids is read, and nothing after it: whatever a vocabulary pads with.
DOCTEST_TEST_CASE("padding with zeros or with end tokens makes no difference") {
  for (const char* name : kModels) {
    const Clip clip = Clip::load(model_path(name));
    const int64_t end = clip.vocab_size() - 1;
    const at::Tensor exact = at::tensor({end - 1, int64_t{5}, int64_t{300}, end}).view({1, 4});
    const TextFeatures zeros = clip.encode_text(at::constant_pad_nd(exact, {0, 12}, 0));
    const TextFeatures ends = clip.encode_text(at::constant_pad_nd(exact, {0, 12}, end));
    DOCTEST_CHECK(at::equal(zeros.embedding, ends.embedding));
    DOCTEST_CHECK(test::relative_error(zeros.embedding, clip.encode_text(exact).embedding) < 1e-5);
  }
}

DOCTEST_TEST_CASE("an end token that is not the highest id is read where it stands first") {
  const std::string path = model_path("clip_vit_tiny");
  Perceptor description = read_perceptor(Archive::open(path).metadata().at("config"), path);
  const Clip highest = Clip::load(path, description);
  description.end_token = 7;
  const Clip chosen = Clip::load(path, description);
  const int64_t top = highest.vocab_size() - 1;
  const auto tokens = [](std::vector<int64_t> ids) {
    return at::tensor(ids).view({1, static_cast<int64_t>(ids.size())});
  };
  const at::Tensor sequence = chosen.encode_text(tokens({1, 9, 7, top, 7})).sequence;
  const at::Tensor other = chosen.encode_text(tokens({1, 9, 7, 3, 3})).embedding;
  DOCTEST_CHECK(
      test::relative_error(chosen.encode_text(tokens({1, 9, 7, top, 7})).embedding, other) < 1e-5);
  DOCTEST_CHECK(
      test::relative_error(highest.encode_text(tokens({1, 9, 7, top, 7})).embedding, other) > 1e-3);
  // One that no text can hold is a default that was never set.
  description.end_token = 49407;
  const Clip unset = Clip::load(path, description);
  DOCTEST_CHECK(unset.perceptor().end_token == -1);
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
