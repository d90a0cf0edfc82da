// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "generator/vqgan.hpp"

#include <fstream>
#include <map>
#include <string>

#include "base/error.hpp"
#include "support/fixtures.hpp"
#include "support/torch_doctest.hpp"
#include "weights/archive.hpp"

namespace clipdraw {
namespace {

std::string model_path(const std::string& name) {
  return test::source_path("tests/data/" + name + ".safetensors");
}

using Tensors = std::map<std::string, at::Tensor>;

std::string message_of(const Tensors& tensors, const std::map<std::string, std::string>& metadata) {
  const test::TemporaryFolder folder;
  write_archive(folder.file("vqgan.safetensors"), tensors, metadata);
  try {
    Generator::load(folder.file("vqgan.safetensors"));
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

DOCTEST_TEST_CASE("the interface says what Z and the picture look like") {
  const std::shared_ptr<const Generator> generator =
      Generator::load(model_path("vqgan_plain_tiny"));
  DOCTEST_CHECK(generator->factor() == 4);
  DOCTEST_CHECK(generator->native_size() == 32);
  DOCTEST_CHECK(generator->codebook().size(1) == 4);
  using Shapes = std::vector<std::vector<int64_t>>;
  DOCTEST_CHECK(generator->latent_shapes(40, 24) == Shapes{{1, 4, 6, 10}});
  for (const auto& [width, height] :
       std::vector<std::pair<int, int>>{{0, 8}, {-4, 8}, {8, 10}, {3, 4}}) {
    DOCTEST_CHECK_THROWS_AS(generator->latent_shapes(width, height), Error);
  }
  DOCTEST_CHECK_THROWS_AS(generator->encode(at::zeros({1, 3, 10, 8})), Error);
  DOCTEST_CHECK_THROWS_AS(generator->encode(at::zeros({1, 1, 8, 8})), Error);
  DOCTEST_CHECK_THROWS_AS(generator->from_values(at::zeros({1, 5, 2, 2})), Error);
  DOCTEST_CHECK_THROWS_AS(generator->decode({}), Error);
}

DOCTEST_TEST_CASE("Z starts on codes and inside its bounds, without a graph") {
  const std::shared_ptr<const Generator> generator =
      Generator::load(model_path("vqgan_plain_tiny"));
  const Latent latent = generator->from_values(at::linspace(-5, 5, 2 * 4 * 9).view({2, 4, 3, 3}));
  DOCTEST_REQUIRE(latent.size() == 1);
  DOCTEST_CHECK_FALSE(latent[0].value.requires_grad());
  DOCTEST_CHECK((latent[0].value >= latent[0].low).all().item<bool>());
  DOCTEST_CHECK((latent[0].value <= latent[0].high).all().item<bool>());
  DOCTEST_CHECK(at::equal(generator->from_values(latent[0].value)[0].value, latent[0].value));
  DOCTEST_CHECK(generator->decode(latent).sizes() == at::IntArrayRef({2, 3, 12, 12}));
}

DOCTEST_TEST_CASE("decode hands a gradient to Z") {
  const std::shared_ptr<const Generator> generator = Generator::load(model_path("vqgan_tiny"));
  Latent latent = generator->from_values(at::zeros({1, 12, 2, 2}));
  latent[0].value = (latent[0].value + 0.01).requires_grad_(true);
  generator->decode(latent).sum().backward();
  DOCTEST_CHECK(latent[0].value.grad().abs().sum().item<float>() > 0);
}

DOCTEST_TEST_CASE("every tensor is needed: all that miss are named at once") {
  constexpr size_t kStride = 5;
  for (const char* model : {"vqgan_tiny", "vqgan_plain_tiny"}) {
    const Archive archive = Archive::open(model_path(model));
    Tensors all;
    for (const std::string& name : archive.names()) all[name] = archive.tensor(name);
    for (size_t first = 0; first < kStride; ++first) {
      Tensors without = all;
      std::vector<std::string> changed;
      size_t index = 0;
      for (const auto& [name, value] : all) {
        if (index++ % kStride != first) continue;
        changed.push_back(name);
        without.erase(name);
      }
      const std::string message = message_of(without, archive.metadata());
      for (const std::string& name : changed) {
        DOCTEST_CAPTURE(name);
        DOCTEST_CHECK(message.find(name) != std::string::npos);
      }
    }
    Tensors extra = all;
    extra["decoder.surprise"] = at::ones({2});
    DOCTEST_CHECK(message_of(extra, archive.metadata()).find("decoder.surprise") !=
                  std::string::npos);
  }
}

DOCTEST_TEST_CASE(
    "a description that contradicts the tensors is refused and nothing large is made") {
  const Archive archive = Archive::open(model_path("vqgan_plain_tiny"));
  Tensors all;
  for (const std::string& name : archive.names()) all[name] = archive.tensor(name);
  const std::string good = archive.metadata().at("ddconfig");
  for (const auto& row : std::vector<std::pair<std::string, std::string>>{
           {"\"ch\": 8", "\"ch\": 4096"},
           {"[1, 2, 3]", "[1, 2, 64]"},
           {"[1, 2, 3]", "[1, 2, 3, 4, 5, 6, 7, 8]"},
           {"\"num_res_blocks\": 1", "\"num_res_blocks\": 16"},
           {"\"z_channels\": 4", "\"z_channels\": 65536"},
           {"\"norm\": \"none\"", "\"norm\": \"group\""},
           {"\"mid_attention\": false", "\"mid_attention\": true"}}) {
    const auto& from = std::get<0>(row);
    const auto& to = std::get<1>(row);
    DOCTEST_CAPTURE(to);
    std::map<std::string, std::string> metadata = archive.metadata();
    const size_t at = good.find(from);
    DOCTEST_REQUIRE(at != std::string::npos);
    metadata["ddconfig"] = std::string(good).replace(at, from.size(), to);
    DOCTEST_CHECK(message_of(all, metadata).find("tensor") != std::string::npos);
  }
}

DOCTEST_TEST_CASE(
    "a description that does not match names the key, what it says and what is there") {
  const Archive archive = Archive::open(model_path("vqgan_tiny"));
  Tensors all;
  for (const std::string& name : archive.names()) all[name] = archive.tensor(name);
  const std::string good = archive.metadata().at("ddconfig");
  struct Case {
    std::string from, to;
    std::vector<std::string> says;
  };
  for (const Case& wrong : std::vector<Case>{
           {"\"ch\": 32", "\"ch\": 64", {"\"ch\" gives 64", "have 32"}},
           {"[1, 1]", "[1, 2]", {"\"ch_mult\" gives widths [32, 64]", "have widths [32, 32]"}},
           {"[16]", "[8]", {"\"attn_resolutions\"", "levels []", "levels [1]"}},
           {"\"z_channels\": 16", "\"z_channels\": 8", {"\"z_channels\" gives 8", "have 16"}},
           {"\"num_res_blocks\": 1", "\"num_res_blocks\": 2", {"\"num_res_blocks\" gives 2"}}}) {
    DOCTEST_CAPTURE(wrong.to);
    const size_t at = good.find(wrong.from);
    DOCTEST_REQUIRE(at != std::string::npos);
    std::map<std::string, std::string> metadata = archive.metadata();
    metadata["ddconfig"] = std::string(good).replace(at, wrong.from.size(), wrong.to);
    const std::string message = message_of(all, metadata);
    DOCTEST_CAPTURE(message);
    for (const std::string& part : wrong.says) {
      DOCTEST_CHECK(message.find(part) != std::string::npos);
    }
    DOCTEST_CHECK(message.find("does not match the tensors") != std::string::npos);
  }
}

DOCTEST_TEST_CASE("a side file describes a VQGAN as the metadata does") {
  const Archive archive = Archive::open(model_path("vqgan_tiny"));
  Tensors all;
  for (const std::string& name : archive.names()) all[name] = archive.tensor(name);
  const test::TemporaryFolder folder;
  const std::string path = folder.file("mine.safetensors");
  write_archive(path, all);
  const auto beside = [&](const std::string& text) {
    std::ofstream(folder.file("mine.json")) << text;
    return Generator::load(path);
  };
  const std::string dd = archive.metadata().at("ddconfig");
  DOCTEST_CHECK(Generator::load(path)->native_size() == 256);
  DOCTEST_CHECK(Generator::archive_metadata(path).empty());
  DOCTEST_CHECK(beside(R"({"native_size": 96})")->native_size() == 96);
  const std::string whole = "{\"ddconfig\": " + dd + ", \"n_embed\": 48, \"embed_dim\": 12}";
  DOCTEST_CHECK(beside(whole)->native_size() == 32);
  DOCTEST_CHECK(Generator::archive_metadata(path).at("n_embed") == "48");
  DOCTEST_CHECK_THROWS_AS(beside("{\"ddconfig\": " + dd + ", \"n_embed\": 64, \"embed_dim\": 12}"),
                          Error);
  DOCTEST_CHECK_THROWS_AS(beside("{\"ddconfig\": " + dd + "}"), Error);
  DOCTEST_CHECK_THROWS_AS(beside("[]"), Error);
}

DOCTEST_TEST_CASE("codes start a VQGAN as VQGAN-CLIP does, our own as the options say") {
  DOCTEST_CHECK(Generator::load(model_path("vqgan_tiny"))->suggestion().learning_rate == 0.1);
  DOCTEST_CHECK(Generator::load(model_path("vqgan_plain_tiny"))->suggestion().learning_rate ==
                0.04);
  DOCTEST_CHECK(std::string(Generator::load(model_path("vqgan_tiny"))->kind()) == "vqgan");
  DOCTEST_CHECK(std::string(Generator::load(model_path("vqgan_gumbel_tiny"))->kind()) == "gumbel");
}

DOCTEST_TEST_CASE("a file that is no generator is refused") {
  DOCTEST_CHECK_THROWS_AS(Generator::load(model_path("clip_vit_tiny")), Error);
}

}  // namespace
}  // namespace clipdraw
