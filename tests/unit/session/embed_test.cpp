// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "session/embed.hpp"

#include "support/torch_doctest.hpp"

#include <cmath>
#include <limits>

#include "base/sha256.hpp"
#include "session/read_prompts.hpp"
#include "session/session.hpp"
#include "tiny.hpp"

namespace clipdraw {
namespace {

using test::ending_of;
using test::status_of;

constexpr float kNoStop = -std::numeric_limits<float>::infinity();

std::vector<float> joined(const std::vector<std::vector<float>>& parts) {
  std::vector<float> all;
  for (const std::vector<float>& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

Prompt prompt_of(const std::shared_ptr<const Model>& model, const std::vector<float>& values,
                 float weight = 1, float stop = kNoStop) {
  return embedding_prompt(*model, values.data(), values.size(), weight, stop);
}

// A short drawing from random codes.
Options short_options(int steps = 4) {
  Options options = test::tiny_options();
  options.start = Start::random;
  options.size = {32, 32};
  options.steps = steps;
  options.learning_rate = 0.1;
  options.noise = 0;
  return options;
}

PixelImage draw(const std::shared_ptr<const Model>& model, const Prompt& prompt, int steps = 4) {
  Session session(model, short_options(steps));
  session.add_prompts({prompt});
  session.run();
  return session.image();
}

}  // namespace

DOCTEST_TEST_CASE("texts and pictures become a unit vector for each guide") {
  for (const auto& model : {test::tiny_model(), test::two_guides()}) {
    for (const auto& parts :
         {embed_text(*model, "a red apple"), embed_picture(*model, test::picture(20, 50)),
          embed_picture(*model, test::picture(1, 1))}) {
      DOCTEST_REQUIRE(parts.size() == model->guides().size());
      for (size_t guide = 0; guide < parts.size(); ++guide) {
        DOCTEST_CHECK(parts[guide].size() == size_t(model->guides()[guide].clip.embed_dim()));
        DOCTEST_CHECK(length_of(parts[guide]) == doctest::Approx(1).epsilon(1e-5));
      }
    }
  }
  const auto model = test::two_guides();
  DOCTEST_CHECK(embed_text(*model, "a red apple") != embed_text(*model, "a blue sea"));
  DOCTEST_CHECK(embed_text(*model, "a red apple") == embed_text(*model, "a red apple"));
  DOCTEST_CHECK(embed_picture(*model, test::picture(20, 50)) !=
                embed_picture(*model, test::picture(20, 50, 1)));
}

DOCTEST_TEST_CASE("the embedding of a text draws what the text draws, bit for bit") {
  for (const auto& model : {test::tiny_model(), test::two_guides()}) {
    const Prompt text{"a red apple"};
    const Prompt same = prompt_of(model, joined(embed_text(*model, text.text)));
    DOCTEST_CHECK(same.kind == PromptKind::embedding);
    DOCTEST_CHECK(draw(model, same).rgb == draw(model, text).rgb);
    DOCTEST_CHECK(draw(model, prompt_of(model, joined(embed_text(*model, "a blue sea")))).rgb !=
                  draw(model, text).rgb);
  }
}

DOCTEST_TEST_CASE("embeddings of any length are brought to length 1, others are refused") {
  const auto model = test::two_guides();
  const std::vector<float> unit = joined(embed_text(*model, "a red apple"));
  std::vector<float> doubled = unit;
  for (float& value : doubled) value *= 2;
  const Prompt prompt = prompt_of(model, doubled);
  DOCTEST_REQUIRE(prompt.embedding.size() == 2);
  for (size_t i = 0; i < unit.size(); ++i) {
    DOCTEST_CHECK(joined(prompt.embedding)[i] == doctest::Approx(unit[i]).epsilon(1e-5));
  }
  // What is off by rounding alone stays as it is, so that a record gives back the same numbers.
  std::vector<float> nearly = unit;
  for (float& value : nearly) value *= 1.000004f;
  DOCTEST_CHECK(joined(prompt_of(model, nearly).embedding) == nearly);
  std::vector<float> shorter = unit;
  shorter.pop_back();
  DOCTEST_CHECK(ending_of([&] { prompt_of(model, shorter); }).says("numbers, expected the"));
  for (const float wrong : {NAN, INFINITY}) {
    std::vector<float> broken = unit;
    broken[3] = wrong;
    DOCTEST_CHECK(status_of([&] { prompt_of(model, broken); }) == Status::invalid_argument);
  }
  std::vector<float> empty_part = unit;
  const size_t first_size = prompt.embedding[0].size();
  std::fill(empty_part.begin(), empty_part.begin() + std::ptrdiff_t(first_size), 0.0f);
  DOCTEST_CHECK(ending_of([&] { prompt_of(model, empty_part); }).says("clip_vit_tiny"));
}

DOCTEST_TEST_CASE("a picture as a prompt pulls towards it, or pushes away") {
  const auto model = test::two_guides();
  const PixelImage wanted = test::picture(48, 32);
  const auto nearness = [&](const PixelImage& image) {
    return score_picture(*model, image, {image_prompt(*model, wanted, 1, kNoStop)}).similarity;
  };
  const double before = nearness(draw(model, {"a red apple"}, 0));
  for (const float weight : {1.0f, -1.0f}) {
    Session session(model, short_options(25));
    session.add_image(wanted, weight);
    DOCTEST_REQUIRE(session.prompts().size() == 1);
    DOCTEST_CHECK(session.prompts()[0].picture == picture_id(wanted));
    const Summary summary = session.run();
    DOCTEST_CHECK(summary.last_distance < summary.first_distance);
    if (weight > 0) DOCTEST_CHECK(nearness(session.image()) > before);
    if (weight < 0) DOCTEST_CHECK(nearness(session.image()) < before);
  }
  DOCTEST_CHECK(nearness(wanted) == doctest::Approx(1).epsilon(1e-4));
}

DOCTEST_TEST_CASE("weights and stops that cannot be used are refused for every kind") {
  const auto model = test::two_guides();
  const std::vector<float> values = joined(embed_text(*model, "a red apple"));
  for (const auto& row : std::vector<std::pair<float, float>>{
           {0.0f, kNoStop}, {NAN, kNoStop}, {INFINITY, kNoStop}, {1.0f, NAN}, {1.0f, INFINITY}}) {
    const auto& weight = std::get<0>(row);
    const auto& stop = std::get<1>(row);
    DOCTEST_CAPTURE(weight);
    DOCTEST_CAPTURE(stop);
    Session session(model, short_options());
    const auto refused = [](const std::function<void()>& body) {
      return status_of(body) == Status::invalid_argument;
    };
    DOCTEST_CHECK(refused([&] { session.add_text("a cat", weight, stop); }));
    DOCTEST_CHECK(refused([&] { session.add_image(test::picture(9, 9), weight, stop); }));
    DOCTEST_CHECK(refused([&] { prompt_of(model, values, weight, stop); }));
    Prompt prompt = prompt_of(model, values);
    prompt.weight = weight;
    prompt.stop = stop;
    DOCTEST_CHECK(refused([&] { session.add_prompts({prompt}); }));
    DOCTEST_CHECK(session.prompts().empty());
  }
}

DOCTEST_TEST_CASE("prompts of another model are refused") {
  const Prompt of_one = image_prompt(*test::tiny_model(), test::picture(9, 9), 1, kNoStop);
  Session session(test::two_guides(), short_options());
  const test::Ending ending = ending_of([&] { session.add_prompts({of_one}); });
  DOCTEST_CHECK(ending.status == Status::invalid_argument);
  DOCTEST_CHECK(ending.says("has 1 parts, expected one for each of the 2 guides"));
  Prompt other = image_prompt(*test::two_guides(), test::picture(9, 9), 1, kNoStop);
  other.embedding[1].pop_back();
  DOCTEST_CHECK(status_of([&] { session.add_prompts({other}); }) == Status::invalid_argument);
  other.embedding[1].push_back(2);
  DOCTEST_CHECK(ending_of([&] { session.add_prompts({other}); }).says("expected 1"));
  Prompt empty;
  empty.kind = PromptKind::image;
  DOCTEST_CHECK(status_of([&] { session.add_prompts({empty}); }) == Status::invalid_argument);
}

DOCTEST_TEST_CASE("the score puts the picture first that was drawn for the text") {
  const auto model = test::two_guides();
  const std::string text = "a red apple";
  const PixelImage own = draw(model, {text}, 30);
  const Score score = score_picture(*model, own, {{text}});
  for (const Prompt& prompt : {Prompt{"a blue sea"}, Prompt{text, -1}}) {
    const Score other = score_picture(*model, draw(model, prompt, 30), {{text}});
    DOCTEST_CHECK(score.distance < other.distance);
    DOCTEST_CHECK(score.similarity > other.similarity);
    DOCTEST_CHECK(score.similarity <= 1);
  }
  // to push away from a text is the same with the other sign
  const Score away = score_picture(*model, own, {{text, -1}});
  DOCTEST_CHECK(away.distance == doctest::Approx(-score.distance));
  DOCTEST_CHECK(away.similarity == doctest::Approx(-score.similarity));
  const Score sea = score_picture(*model, own, {{"a blue sea"}});
  const Score both = score_picture(*model, own, {{text, 3}, {"a blue sea", 1}});
  DOCTEST_CHECK(both.distance == doctest::Approx(3 * score.distance + sea.distance));
  DOCTEST_CHECK(both.similarity == doctest::Approx((3 * score.similarity + sea.similarity) / 4));
}

DOCTEST_TEST_CASE("what cannot be read is refused") {
  const auto model = test::tiny_model();
  DOCTEST_CHECK(status_of([&] { embed_text(*model, " "); }) == Status::invalid_argument);
  for (const PixelImage& broken : {PixelImage{}, PixelImage{2, 2, std::vector<uint8_t>(11)},
                                   PixelImage{-1, -1, {0, 0, 0}}, PixelImage{0, 5, {}}}) {
    DOCTEST_CHECK(status_of([&] { embed_picture(*model, broken); }) == Status::invalid_argument);
    DOCTEST_CHECK(status_of([&] { image_prompt(*model, broken, 1, kNoStop); }) ==
                  Status::invalid_argument);
    DOCTEST_CHECK(status_of([&] { score_picture(*model, broken, {{"a cat"}}); }) ==
                  Status::invalid_argument);
  }
  DOCTEST_CHECK(status_of([&] { score_picture(*model, test::picture(9, 9), {}); }) ==
                Status::invalid_argument);
}

DOCTEST_TEST_CASE("a picture is known by its size and pixels") {
  const PictureId id = picture_id(test::picture(2, 1));
  DOCTEST_CHECK(id.width == 2);
  DOCTEST_CHECK(id.height == 1);
  const PixelImage image = test::picture(2, 1);
  const std::string bytes = "2x1\n" + std::string(image.rgb.begin(), image.rgb.end());
  DOCTEST_CHECK(id.sha256 == sha256(bytes.data(), bytes.size()));
  DOCTEST_CHECK(id == picture_id(image));
  DOCTEST_CHECK(id != picture_id(test::picture(2, 1, 1)));
  PixelImage turned = image;
  std::swap(turned.width, turned.height);
  DOCTEST_CHECK(id.sha256 != picture_id(turned).sha256);
}

}  // namespace clipdraw
