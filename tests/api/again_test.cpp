// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// A picture is drawn again from its record: the same bytes of file.
#include <nlohmann/json.hpp>

#include "api/again.hpp"

using namespace clipdraw;
using namespace clipdraw::test;

namespace {

// Draws from the record in a saved picture and compares the files. give: hands in pictures.
template <typename Give>
void check_again(const Model& model, const Session& first, Give&& give) {
  const TemporaryFolder folder;
  for (const char* name : {"a.png", "a.jpg"}) {
    DOCTEST_CAPTURE(name);
    first.save(folder.file(name));
    Session again = Session::again(model, inspect(folder.file(name)));
    give(again);
    again.run();
    again.save(folder.file(std::string("again-") + name));
    DOCTEST_CHECK(again.record() == first.record());
    DOCTEST_CHECK(bytes_of(folder.file(std::string("again-") + name)) ==
                  bytes_of(folder.file(name)));
    DOCTEST_CHECK(again.summary().outcome == first.summary().outcome);
    DOCTEST_CHECK(again.summary().steps_run == first.summary().steps_run);
  }
}

void nothing(Session&) {}

Action at_step(const Step& step, int last) {
  return step.step == last ? Action::finish : Action::proceed;
}

}  // namespace

DOCTEST_TEST_CASE("A picture of words is drawn again, with the same bytes") {
  Session session(again_model(), again_options(again_model(), 3));
  session.add_prompts("a \"red\" apple \\| \xEB\xB9\xA8\xEA\xB0\x84:1.1 | rain:-0.4:-0.2");
  session.add_text("50%: a|b", 0.3F);
  DOCTEST_REQUIRE(session.run().outcome == Outcome::completed);
  check_again(again_model(), session, nothing);
  // Other words or another seed are another picture.
  nlohmann::json other = nlohmann::json::parse(session.record());
  other["prompts"][0]["weight"] = 1.2;
  Session changed = Session::again(again_model(), other.dump());
  changed.run();
  DOCTEST_CHECK(changed.image().rgb != session.image().rgb);
}

DOCTEST_TEST_CASE("Changes on the way and an early end are repeated") {
  Session session(again_model(), again_options(again_model(), 8));
  session.add_prompts("a red apple");
  session.run([&](const Step& step) {
    if (step.step == 2) session.set_prompts("a blue car | snow:0.5");
    if (step.step == 2) session.add_text("a wheel");
    if (step.step == 4) session.clear_prompts();
    if (step.step == 4) session.add_image(again_picture(30, 20), 0.7F, 0.1F);
    if (step.step == 5) session.add_embedding(again_model().encode_text("a cat"), -0.1F);
    if (step.step == 6) session.set_prompts("never followed");
    return at_step(step, 6);
  });
  const nlohmann::json record = nlohmann::json::parse(session.record());
  DOCTEST_REQUIRE(record["earlier_prompts"].size() == 4);
  DOCTEST_CHECK(record["earlier_prompts"][2]["prompts"][0]["image"]["width"] == 30);
  DOCTEST_CHECK(record["outcome"] == "finished early");
  check_again(again_model(), session,
              [](Session& again) { again.add_image(again_picture(30, 20)); });
}

DOCTEST_TEST_CASE("A first image, other pictures and points are given again") {
  Options options = again_options(again_model(), 3);
  options.set("size", "48x32").set("average", 0.5).set("optimizer", "adamw").set("tv", 0.1);
  Session session(again_model(), options);
  session.start_from(again_picture(17, 40, 1));
  session.add_image(again_picture(30, 20), 1.25F);
  session.add_image(again_picture(9, 9, 2), 0.5F);
  session.add_image(again_picture(30, 20), 0.5F);
  std::vector<float> between = again_model().encode_text("a cat");
  const std::vector<float> dog = again_model().encode_text("a dog");
  for (std::size_t i = 0; i < between.size(); ++i) between[i] = between[i] / 3 + dog[i];
  session.add_embedding(between, 0.1F);
  session.run();
  check_again(again_model(), session, [](Session& again) {
    again.add_image(again_picture(30, 20));
    again.add_image(again_picture(9, 9, 2));
    again.start_from(again_picture(17, 40, 1));
  });
}

DOCTEST_TEST_CASE("Several CLIPs and another generator draw again") {
  ModelFiles files;
  files.clips = {{source_path("tests/data/clip_vit_tiny.safetensors"), 1, ""},
                 {source_path("tests/data/clip_rn_tiny.safetensors"), 2.5, ""}};
  files.generator = "fft";
  files.vocabulary = source_path("tests/data/vocab_tiny.txt.gz");
  const Model model = Model::load(files);
  Options options = again_options(model, 3);
  options.set("size", "64x48");
  Session session(model, options);
  session.add_prompts("a red apple");
  session.add_embedding(model.encode_image(again_picture(8, 8)), 0.2F);
  session.run();
  check_again(model, session, nothing);
  // The parts of Z and of an embedding are those of this model.
  DOCTEST_REQUIRE(session.latent_count() >= 1);
  std::size_t values = 1;
  for (const std::int32_t side : session.latent_info(0).shape) {
    values *= static_cast<std::size_t>(side);
  }
  DOCTEST_CHECK(session.latent(0).size() == values);
  DOCTEST_CHECK(model.info().clip_count == 2);
  DOCTEST_CHECK(model.info().embedding_length ==
                model.clip_info(0).embedding_size + model.clip_info(1).embedding_size);
  DOCTEST_CHECK(model.clip_info(1).share == doctest::Approx(2.5 / 3.5));
  // The same files in another order, or of other weight, are other models.
  const std::string record = session.record();
  ModelFiles other = files;
  other.clips[1].weight = 2;
  DOCTEST_CHECK(status_of([&] { Session::again(Model::load(other), record); }) ==
                Status::bad_weights);
  other = files;
  std::swap(other.clips[0], other.clips[1]);
  DOCTEST_CHECK(status_of([&] { Session::again(Model::load(other), record); }) ==
                Status::bad_weights);
}

DOCTEST_TEST_CASE("Pictures that were saved on the way are drawn again, too") {
  const TemporaryFolder folder;
  Session session(again_model(), again_options(again_model(), 4));
  session.add_prompts("a cat");
  session.start();
  check_again(again_model(), session, nothing);  // the first picture, no step
  session.step();
  session.step();
  check_again(again_model(), session, nothing);  // no run
  std::string halfway;
  std::vector<std::uint8_t> pixels;
  session.run([&](const Step&) {
    halfway = session.record();
    pixels = session.image().rgb;
    return Action::abort;
  });
  Session again = Session::again(again_model(), halfway);
  again.run();
  DOCTEST_CHECK(again.record() == halfway);
  DOCTEST_CHECK(again.image().rgb == pixels);
  check_again(again_model(), session, nothing);  // aborted
  session.cancel();
  session.run();
  check_again(again_model(), session, nothing);  // cancelled
}

DOCTEST_TEST_CASE("A repeated session can be looked at, stopped and continued, not changed") {
  Session session(again_model(), again_options(again_model(), 4));
  session.add_prompts("a cat");
  session.run();
  Session again = Session::again(again_model(), session.record());
  const std::vector<float> point = again_model().encode_text("a cat");
  for (const bool started : {false, true}) {
    if (started) again.step();
    std::string text;
    DOCTEST_CHECK(status_of([&] { again.add_text("a dog"); }, &text) == Status::invalid_state);
    DOCTEST_CHECK(text.find("repeats a record") != std::string::npos);
    DOCTEST_CHECK(status_of([&] { again.set_prompts("a dog"); }) == Status::invalid_state);
    DOCTEST_CHECK(status_of([&] { again.clear_prompts(); }) == Status::invalid_state);
    DOCTEST_CHECK(status_of([&] { again.add_embedding(point); }) == Status::invalid_state);
    DOCTEST_CHECK(status_of([&] { again.add_image(again_picture(5, 5)); }) ==
                  Status::invalid_state);
    DOCTEST_CHECK(status_of([&] { again.start_from(again_picture(5, 5)); }) ==
                  Status::invalid_state);
  }
  DOCTEST_CHECK(again.run([](const Step& step) { return at_step(step, 2); }).outcome ==
                Outcome::finished_early);
  DOCTEST_CHECK(again.run().outcome == Outcome::completed);
  DOCTEST_CHECK(again.record() == session.record());
  DOCTEST_CHECK(again.image().rgb == session.image().rgb);
  DOCTEST_CHECK(status_of([&] { again.step(); }) == Status::invalid_state);
}
