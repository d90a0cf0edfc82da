// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "support/torch_doctest.hpp"

#include <atomic>
#include <filesystem>
#include <thread>

#include "base/error.hpp"
#include "nn/bf16.hpp"
#include "session/session.hpp"
#include "support/fixtures.hpp"
#include "tiny.hpp"
#include "weights/archive.hpp"

namespace clipdraw {
namespace {

using test::status_of;

Options with(const std::function<void(Options&)>& change) {
  Options options = test::tiny_options();
  change(options);
  return options;
}

PixelImage draw(const Options& options, const std::vector<Prompt>& prompts = {{"a red apple"}}) {
  Session session(test::tiny_model(), options);
  session.add_prompts(prompts);
  session.run();
  return session.image();
}

}  // namespace

DOCTEST_TEST_CASE("a run draws a picture and reports every step") {
  Session session(test::tiny_model(), test::tiny_options());
  session.add_text("a red apple");
  DOCTEST_CHECK_FALSE(session.started());
  std::vector<Step> steps;
  const Summary summary = session.run([&](const Step& step) {
    steps.push_back(step);
    DOCTEST_CHECK(session.image().width == 32);
    return Action::proceed;
  });
  DOCTEST_REQUIRE(steps.size() == 4);
  for (size_t i = 0; i < 4; ++i) {
    DOCTEST_CHECK(steps[i].index == static_cast<int>(i) + 1);
    DOCTEST_CHECK(steps[i].count == 4);
    DOCTEST_CHECK(steps[i].learning_rate > 0);
    DOCTEST_CHECK(std::isfinite(steps[i].loss));
  }
  DOCTEST_CHECK(summary.outcome == Outcome::completed);
  DOCTEST_CHECK(summary.steps == 4);
  DOCTEST_CHECK(summary.first_distance == steps.front().distance);
  DOCTEST_CHECK(summary.last_distance == steps.back().distance);
  DOCTEST_CHECK(status_of([&] { session.step(); }) == Status::invalid_state);
  DOCTEST_CHECK(session.run().outcome == Outcome::completed);
}

DOCTEST_TEST_CASE("the loop lowers the distance") {
  for (const Start start : {Start::prior, Start::random}) {
    Session session(test::tiny_model(), with([&](Options& o) {
                      o.start = start;
                      o.steps = 25;
                      o.noise = 0;
                    }));
    session.add_text("a red apple");
    const Summary summary = session.run();
    DOCTEST_CHECK(summary.last_distance < summary.first_distance);
  }
}

DOCTEST_TEST_CASE("the same seed gives the same picture, another seed another one") {
  const PixelImage first = draw(test::tiny_options());
  DOCTEST_CHECK(first.rgb == draw(test::tiny_options()).rgb);
  DOCTEST_CHECK(first.rgb != draw(with([](Options& o) { o.seed = 2; })).rgb);
  DOCTEST_CHECK(first.rgb != draw(with([](Options& o) { o.start = Start::random; })).rgb);
  DOCTEST_CHECK(first.rgb != draw(test::tiny_options(), {{"a blue sea"}}).rgb);
}

DOCTEST_TEST_CASE("every option of the loop works and matters") {
  const std::vector<std::pair<std::string, std::string>> changes{{"optimizer", "adamw"},
                                                                 {"optimizer", "rmsprop"},
                                                                 {"optimizer", "adagrad"},
                                                                 {"schedule", "cosine"},
                                                                 {"learning-rate", "0.4"},
                                                                 {"average", "0.9"},
                                                                 {"tv", "5"},
                                                                 {"pull", "20"},
                                                                 {"cutouts", "40"},
                                                                 {"wide-share", "1"},
                                                                 {"cutout-power", "3"},
                                                                 {"noise", "0.5"},
                                                                 {"candidates", "1"},
                                                                 {"temperature", "2"},
                                                                 {"guidance", "5"},
                                                                 {"prior-steps", "3"},
                                                                 {"steps", "2"},
                                                                 {"schedule", "step"}};
  const PixelImage plain = draw(test::tiny_options());
  for (const auto& row : changes) {
    const auto& name = std::get<0>(row);
    const auto& value = std::get<1>(row);
    DOCTEST_CAPTURE(name);
    Options options = test::tiny_options();
    if (options.get(name) == value) continue;
    options.set(name, value);
    const PixelImage changed = draw(options);
    DOCTEST_CHECK(changed.width == plain.width);
    // one candidate may be the one that was chosen before
    if (name != "candidates") DOCTEST_CHECK(changed.rgb != plain.rgb);
  }
  DOCTEST_CHECK(draw(with([](Options& o) { o.optimizer = OptimizerKind::sgd; })).width ==
                plain.width);
}

DOCTEST_TEST_CASE("the precision is found out, and bf16 draws nearly the same picture") {
  const auto model = test::tiny_model();
  const auto resolved = [&](Precision precision) {
    return Session(model, with([&](Options& o) { o.precision = precision; })).options().precision;
  };
  DOCTEST_CHECK((resolved(Precision::fp32) == Precision::fp32));
  DOCTEST_CHECK((resolved(Precision::automatic) ==
                 (bf16_is_faster() ? Precision::bf16 : Precision::fp32)));
  if (!has_bf16()) {
    DOCTEST_CHECK(!bf16_is_faster());
    DOCTEST_CHECK_THROWS_AS(resolved(Precision::bf16), Error);
    return;
  }
  DOCTEST_CHECK((resolved(Precision::bf16) == Precision::bf16));
  const auto last_distance = [&](Precision precision) {
    Session session(model, with([&](Options& o) { o.precision = precision; }));
    session.add_text("a red apple");
    return session.run().last_distance;
  };
  const double plain = last_distance(Precision::fp32);
  const double fast = last_distance(Precision::bf16);
  DOCTEST_CHECK(fast == last_distance(Precision::bf16));
  DOCTEST_CHECK(fast != plain);
  DOCTEST_CHECK(fast == doctest::Approx(plain).epsilon(0.02));
}

DOCTEST_TEST_CASE("any size can be drawn from either start") {
  for (const Start start : {Start::prior, Start::random}) {
    for (const ImageSize size : {ImageSize{50, 37}, ImageSize{16, 64}, ImageSize{32, 32}}) {
      const PixelImage image = draw(with([&](Options& o) {
        o.start = start;
        o.size = size;
        o.steps = 2;
      }));
      DOCTEST_CHECK(image.width == size.width);
      DOCTEST_CHECK(image.height == size.height);
    }
  }
}

DOCTEST_TEST_CASE("no steps: the first picture") {
  Session session(test::tiny_model(), with([](Options& o) { o.steps = 0; }));
  session.add_text("a red apple");
  DOCTEST_CHECK(session.run().outcome == Outcome::completed);
  DOCTEST_CHECK(session.image().rgb.size() == 3 * 32 * 32);
}

DOCTEST_TEST_CASE("options that were left open are filled in") {
  Session session(test::tiny_model(), with([](Options& o) { o.threads = 0; }));
  DOCTEST_CHECK(session.options().size.width == 32);
  DOCTEST_CHECK(session.options().threads >= 1);
}

DOCTEST_TEST_CASE("prompts that cannot be drawn are refused, all of them or none") {
  Session session(test::tiny_model(), test::tiny_options());
  std::string long_text;
  for (int i = 0; i < 50; ++i) long_text += "zebra ";
  for (const Prompt& prompt :
       {Prompt{""}, Prompt{" \n"}, Prompt{"a cat", 0}, Prompt{"a cat", NAN},
        Prompt{"a cat", 1, NAN}, Prompt{"a cat", 1, INFINITY}, Prompt{long_text}}) {
    DOCTEST_CAPTURE(prompt.text);
    DOCTEST_CHECK(status_of([&] {
                    session.add_prompts({Prompt{"a dog"}, prompt});
                  }) == Status::invalid_argument);
  }
  DOCTEST_CHECK(session.prompts().empty());
  DOCTEST_CHECK(status_of([&] { session.start(); }) == Status::invalid_state);
  DOCTEST_CHECK(status_of([&] { session.image(); }) == Status::invalid_state);
}

DOCTEST_TEST_CASE("several prompts, also negative ones alone") {
  const PixelImage one = draw(test::tiny_options(), {{"a cat"}});
  DOCTEST_CHECK(one.rgb != draw(test::tiny_options(), {{"a cat"}, {"rain", -0.5f}}).rgb);
  DOCTEST_CHECK(draw(test::tiny_options(), {{"rain", -1, -0.5f}}).width == 32);
}

DOCTEST_TEST_CASE("a run can be stopped and taken up again") {
  Session session(test::tiny_model(), test::tiny_options());
  session.add_text("a red apple");
  DOCTEST_CHECK(
      session
          .run([](const Step& step) { return step.index == 1 ? Action::finish : Action::proceed; })
          .outcome == Outcome::finished_early);
  DOCTEST_CHECK(session.run([](const Step&) { return Action::abort; }).outcome == Outcome::aborted);
  DOCTEST_CHECK(session.steps_done() == 2);
  session.cancel();
  DOCTEST_CHECK(session.run().outcome == Outcome::cancelled);
  DOCTEST_CHECK(session.steps_done() == 2);
  DOCTEST_CHECK(session
                    .run([&](const Step&) {
                      session.cancel();
                      return Action::proceed;
                    })
                    .outcome == Outcome::cancelled);
  DOCTEST_CHECK(session.run().outcome == Outcome::completed);
  DOCTEST_CHECK(session.image().rgb == draw(test::tiny_options()).rgb);
}

DOCTEST_TEST_CASE("cancel from another thread") {
  Session session(test::tiny_model(), with([](Options& o) { o.steps = 100000; }));
  session.add_text("a red apple");
  std::atomic<int> seen{0};
  std::thread other([&] {
    while (seen.load() < 3) std::this_thread::yield();
    session.cancel();
  });
  const Summary summary = session.run([&](const Step& step) {
    seen.store(step.index);
    return Action::proceed;
  });
  other.join();
  DOCTEST_CHECK(summary.outcome == Outcome::cancelled);
  DOCTEST_CHECK(summary.steps >= 3);
}

DOCTEST_TEST_CASE("an exception of the callback ends the run as failed") {
  Session session(test::tiny_model(), test::tiny_options());
  session.add_text("a red apple");
  DOCTEST_CHECK_THROWS_AS(
      session.run([](const Step&) -> Action { throw std::runtime_error("mine"); }),
      std::runtime_error);
  DOCTEST_CHECK(session.summary().outcome == Outcome::failed);
  DOCTEST_CHECK(session.summary().reason == "mine");
  DOCTEST_CHECK(session.run().outcome == Outcome::completed);
}

DOCTEST_TEST_CASE("two sessions on one model, each on its own thread, draw what each draws alone") {
  const PixelImage expected_a = draw(test::tiny_options());
  const PixelImage expected_b = draw(with([](Options& o) { o.seed = 5; }));
  PixelImage a, b;
  std::thread first([&] { a = draw(test::tiny_options()); });
  std::thread second([&] { b = draw(with([](Options& o) { o.seed = 5; })); });
  first.join();
  second.join();
  DOCTEST_CHECK(a.rgb == expected_a.rgb);
  DOCTEST_CHECK(b.rgb == expected_b.rgb);
}

DOCTEST_TEST_CASE("numbers that overflow end the run, and the picture stays the last good one") {
  const test::TemporaryFolder folder;
  const std::string set = folder.file("set");
  std::filesystem::copy(test::tiny_folder(), set);
  const Archive clip = Archive::open(test::tiny_folder() + "/clip.safetensors");
  std::map<std::string, at::Tensor> tensors;
  for (const std::string& name : clip.names()) tensors[name] = clip.tensor(name).clone();
  at::Tensor& projection = tensors.at("visual.attnpool.c_proj.weight");
  projection = at::full_like(projection.to(at::kFloat), 1e38f);
  write_archive(set + "/clip.safetensors", tensors, clip.metadata());

  Session session(Model::load(set), test::tiny_options());
  session.add_text("a red apple");
  session.start();
  const PixelImage first = session.image();
  try {
    session.run();
    DOCTEST_FAIL("no error");
  } catch (const Error& error) {
    DOCTEST_CHECK(error.status() == Status::non_finite);
    DOCTEST_CHECK(std::string(error.what()).find("step 1") != std::string::npos);
  }
  DOCTEST_CHECK(session.summary().outcome == Outcome::failed);
  DOCTEST_CHECK(session.steps_done() == 0);
  DOCTEST_CHECK(session.image().rgb == first.rgb);
}

DOCTEST_TEST_CASE("a model without a prior starts from random codes and says so") {
  const test::TemporaryFolder folder;
  const std::string set = folder.file("set");
  std::filesystem::copy(test::tiny_folder(), set);
  std::filesystem::remove(set + "/prior.safetensors");
  std::string logged;
  Session session(Model::load(set, [&](LogLevel, const std::string& text) { logged += text; }),
                  test::tiny_options());
  session.add_text("a red apple");
  session.run();
  DOCTEST_CHECK(logged.find("no prior") != std::string::npos);
  DOCTEST_CHECK(session.options().start == Start::random);
  DOCTEST_CHECK(session.image().rgb == draw(with([](Options& o) { o.start = Start::random; })).rgb);
}

DOCTEST_TEST_CASE("the prior draws the heaviest text, whatever other prompts weigh") {
  Options options = test::tiny_options();
  options.candidates = 1;  // the other prompts have no say in the choice
  const auto first_picture = [&](const std::vector<Prompt>& texts, float weight_of_image) {
    Session session(test::tiny_model(), options);
    if (weight_of_image != 0) session.add_image(test::picture(20, 20), weight_of_image);
    session.add_prompts(texts);
    session.start();
    DOCTEST_CHECK(session.options().start == (texts.empty() ? Start::random : Start::prior));
    return session.image().rgb;
  };
  const std::vector<uint8_t> alone = first_picture({{"a red apple"}}, 0);
  DOCTEST_CHECK(first_picture({{"rain", 0.5f}, {"a red apple"}}, 3) == alone);
  DOCTEST_CHECK(first_picture({{"a blue sea"}}, 3) != alone);
  DOCTEST_CHECK(first_picture({}, 3) != alone);
}

}  // namespace clipdraw
