// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "prior/prior.hpp"

#include <map>
#include <string>

#include "base/error.hpp"
#include "support/compare.hpp"
#include "support/fixtures.hpp"
#include "support/torch_doctest.hpp"
#include "weights/archive.hpp"

namespace clipdraw {
namespace {

std::string model_path() { return test::source_path("tests/data/prior_tiny.safetensors"); }

PriorText some_text(const Prior& prior) {
  PriorText text;
  text.tokens =
      at::tensor({prior.vocab_size() - 2, int64_t{7}, int64_t{300}, prior.vocab_size() - 1})
          .view({1, 4});
  text.embedding = at::linspace(-1, 2, prior.embed_dim()).view({1, prior.embed_dim()});
  return text;
}

DOCTEST_TEST_CASE("a candidate depends on the seed and its number, not on its neighbours") {
  const Prior prior = Prior::load(model_path());
  const PriorText text = some_text(prior);
  PriorSettings settings;
  settings.steps = 3;
  settings.seed = 7;
  settings.candidates = 3;
  const at::Tensor three = prior.sample(text, settings);
  DOCTEST_CHECK(three.sizes() ==
                at::IntArrayRef({3, prior.channels(), prior.grid(), prior.grid()}));
  DOCTEST_CHECK(at::equal(three, prior.sample(text, settings)));
  settings.candidates = 1;
  DOCTEST_CHECK(test::relative_error(prior.sample(text, settings), three.narrow(0, 0, 1)) < 1e-5);
  DOCTEST_CHECK(test::relative_error(three[1], three[0]) > 1e-2);
  settings.seed = 8;
  DOCTEST_CHECK(test::relative_error(prior.sample(text, settings), three.narrow(0, 0, 1)) > 1e-2);
}

DOCTEST_TEST_CASE("the length of the embedding does not matter, its words do") {
  const Prior prior = Prior::load(model_path());
  PriorSettings settings;
  settings.steps = 2;
  settings.guidance = 2;
  PriorText text = some_text(prior);
  const at::Tensor expected = prior.sample(text, settings);
  text.embedding = text.embedding * 5;
  DOCTEST_CHECK(test::relative_error(prior.sample(text, settings), expected) < 1e-5);
  text.tokens = text.tokens.clone();
  text.tokens[0][1] = 8;
  DOCTEST_CHECK(test::relative_error(prior.sample(text, settings), expected) > 1e-3);
}

DOCTEST_TEST_CASE("text of another CLIP and settings out of range are refused") {
  const Prior prior = Prior::load(model_path());
  const PriorText good = some_text(prior);
  PriorText text = good;
  text.tokens = at::zeros({1, prior.context_length() + 1}, at::kLong);
  DOCTEST_CHECK_THROWS_AS(prior.sample(text, {}), Error);
  text.tokens = at::full({1, 3}, prior.vocab_size(), at::kLong);
  DOCTEST_CHECK_THROWS_AS(prior.sample(text, {}), Error);
  text.tokens = at::full({1, 3}, -1, at::kLong);
  DOCTEST_CHECK_THROWS_AS(prior.sample(text, {}), Error);
  text.tokens = at::zeros({1, 3});
  DOCTEST_CHECK_THROWS_AS(prior.sample(text, {}), Error);
  text = good;
  text.embedding = at::ones({1, 3});
  DOCTEST_CHECK_THROWS_AS(prior.sample(text, {}), Error);
  PriorSettings settings;
  settings.steps = 0;
  DOCTEST_CHECK_THROWS_AS(prior.sample(good, settings), Error);
  settings = {};
  settings.candidates = 0;
  DOCTEST_CHECK_THROWS_AS(prior.sample(good, settings), Error);
  DOCTEST_CHECK_THROWS_AS(prior.sample_from(at::zeros({1, 2, 3, 4}), good, {}), Error);
}

DOCTEST_TEST_CASE("damaged files are refused") {
  const Archive archive = Archive::open(model_path());
  std::map<std::string, at::Tensor> all;
  for (const std::string& name : archive.names()) all[name] = archive.tensor(name);
  const test::TemporaryFolder folder;
  const std::string path = folder.file("prior.safetensors");
  for (const auto& row : all) {
    const auto& name = std::get<0>(row);
    DOCTEST_CAPTURE(name);
    auto without = all;
    without.erase(name);
    write_archive(path, without, archive.metadata());
    DOCTEST_CHECK_THROWS_AS(Prior::load(path), Error);
  }
  for (const char* config : {"", "[]", "{}", R"({"width": 32})"}) {
    write_archive(path, all, {{"config", config}});
    DOCTEST_CHECK_THROWS_AS(Prior::load(path), Error);
  }
  const std::string good = archive.metadata().at("config");
  for (const auto& [from, to] :
       std::map<std::string, std::string>{{"\"width\": 32", "\"width\": 33"},
                                          {"\"heads\": 4", "\"heads\": 5"},
                                          {"\"patch\": 2", "\"patch\": 3"},
                                          {"\"grid\": 8", "\"grid\": 1e9"},
                                          {"\"layers\": 2", "\"layers\": 3"},
                                          {"\"mean\": [", "\"mean\": [1, "}}) {
    std::string changed = good;
    const size_t at = changed.find(from);
    DOCTEST_REQUIRE(at != std::string::npos);
    changed.replace(at, from.size(), to);
    write_archive(path, all, {{"config", changed}});
    DOCTEST_CHECK_THROWS_AS(Prior::load(path), Error);
  }
}

}  // namespace
}  // namespace clipdraw
