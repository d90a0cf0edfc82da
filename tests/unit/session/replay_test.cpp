// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "session/replay.hpp"

#include "support/torch_doctest.hpp"

#include "session/embed.hpp"
#include "session/session.hpp"
#include "tiny.hpp"

namespace clipdraw {
namespace {

using test::ending_of;
using test::status_of;

constexpr float kNoStop = -std::numeric_limits<float>::infinity();

std::vector<Prompt> as_recorded(std::vector<Prompt> prompts) {
  for (Prompt& prompt : prompts) {
    if (prompt.kind == PromptKind::image) prompt.embedding.clear();
  }
  return prompts;
}

// What a record tells of a session.
Replay record_of(const Session& session) {
  Replay replay;
  for (const PromptSet& set : session.earlier_prompts()) {
    replay.earlier.push_back({set.until_step, as_recorded(set.prompts)});
  }
  replay.prompts = as_recorded(session.prompts());
  replay.start_picture = session.start_picture();
  replay.steps_run = session.steps_done();
  replay.outcome = session.summary().outcome;
  return replay;
}

// A run of everything that can be changed on the way, stopped before its end. From the prior.
std::unique_ptr<Session> changed_run() {
  Options options = test::tiny_options();
  options.steps = 8;
  auto session = std::make_unique<Session>(test::tiny_model(), options);
  session->add_text("a red apple");
  session->start();
  session->add_image(test::picture(20, 30), 0.5f);
  session->run([&](const Step& step) {
    if (step.index == 1) session->add_image(test::picture(9, 9, 1), -0.3f, -0.5f);
    if (step.index == 3) {
      const std::vector<std::vector<float>> parts = embed_text(*test::tiny_model(), "a blue sea");
      session->set_prompts(
          {embedding_prompt(*test::tiny_model(), parts[0].data(), parts[0].size(), 2, kNoStop)});
    }
    if (step.index < 5) return Action::proceed;
    session->add_text("rain", -0.5f);
    return Action::finish;
  });
  return session;
}

}  // namespace

DOCTEST_TEST_CASE("a session that repeats another one draws the same picture") {
  const auto first = changed_run();
  DOCTEST_REQUIRE(first->summary().outcome == Outcome::finished_early);
  DOCTEST_REQUIRE(first->earlier_prompts().size() == 4);
  DOCTEST_CHECK(first->earlier_prompts()[0].until_step == 0);

  Session again(test::tiny_model(), first->options(), record_of(*first));
  again.add_image(test::picture(20, 30));
  again.add_image(test::picture(9, 9, 1));
  again.add_image(test::picture(20, 30));  // once more: nothing changes
  const Summary summary = again.run();
  DOCTEST_CHECK(again.image().rgb == first->image().rgb);
  DOCTEST_CHECK(summary.outcome == Outcome::finished_early);
  DOCTEST_CHECK(summary.steps == 5);
  DOCTEST_CHECK(summary.reason.find("repeats") != std::string::npos);
  DOCTEST_CHECK(summary.first_distance == first->first_distance());
  DOCTEST_CHECK(summary.last_distance == first->last_distance());
  // and the same record
  DOCTEST_REQUIRE(again.earlier_prompts().size() == 4);
  for (size_t i = 0; i < 4; ++i) {
    DOCTEST_CHECK(again.earlier_prompts()[i].until_step == first->earlier_prompts()[i].until_step);
    DOCTEST_CHECK(again.earlier_prompts()[i].prompts.size() ==
                  first->earlier_prompts()[i].prompts.size());
  }
  DOCTEST_CHECK(again.earlier_prompts()[1].prompts[1].weight == 0.5f);
  DOCTEST_CHECK(again.prompts().size() == 2);
  DOCTEST_CHECK(again.run().outcome == Outcome::finished_early);
  DOCTEST_CHECK(status_of([&] { again.step(); }) == Status::invalid_state);
}

DOCTEST_TEST_CASE("it asks for the pictures, and takes no others") {
  const auto first = changed_run();
  Session again(test::tiny_model(), first->options(), record_of(*first));
  const std::string missing = picture_id(test::picture(20, 30)).sha256;
  const test::Ending early = ending_of([&] { again.start(); });
  DOCTEST_CHECK(early.status == Status::invalid_state);
  DOCTEST_CHECK(early.says(missing));
  const test::Ending other = ending_of([&] { again.add_image(test::picture(5, 5)); });
  DOCTEST_CHECK(other.status == Status::invalid_argument);
  DOCTEST_CHECK(other.says(missing));
  DOCTEST_CHECK(other.says(picture_id(test::picture(5, 5)).sha256));
  again.add_image(test::picture(20, 30));
  DOCTEST_CHECK(ending_of([&] { again.run(); }).says(picture_id(test::picture(9, 9, 1)).sha256));
  again.add_image(test::picture(9, 9, 1));
  DOCTEST_CHECK(status_of([&] { again.add_image(test::picture(5, 5)); }) == Status::invalid_state);
  DOCTEST_CHECK(status_of([&] { again.start_from(test::picture(5, 5)); }) == Status::invalid_state);
  DOCTEST_CHECK(status_of([&] { again.add_text("a cat"); }) == Status::invalid_state);
  DOCTEST_CHECK(status_of([&] { again.set_prompts({}); }) == Status::invalid_state);
  again.run();
  DOCTEST_CHECK(again.image().rgb == first->image().rgb);
}

DOCTEST_TEST_CASE("a drawing from a picture is repeated with that picture alone") {
  Options options = test::tiny_options();
  options.size = {40, 24};
  Session first(test::tiny_model(), options);
  first.add_text("a red apple");
  first.start_from(test::picture(33, 44));
  first.run();
  Session again(test::tiny_model(), first.options(), record_of(first));
  const test::Ending early = ending_of([&] { again.start(); });
  DOCTEST_CHECK(early.status == Status::invalid_state);
  DOCTEST_CHECK(early.says(first.start_picture()->sha256));
  const test::Ending other = ending_of([&] { again.start_from(test::picture(5, 5)); });
  DOCTEST_CHECK(other.status == Status::invalid_argument);
  DOCTEST_CHECK(other.says(first.start_picture()->sha256));
  again.start_from(test::picture(33, 44));
  DOCTEST_CHECK(again.run().outcome == Outcome::completed);
  DOCTEST_CHECK(again.image().rgb == first.image().rgb);
}

DOCTEST_TEST_CASE("what has ended in the middle is repeated up to there") {
  for (const int steps : {0, 2}) {
    Session first(test::tiny_model(), test::tiny_options());
    first.add_text("a red apple");
    first.start();
    for (int step = 0; step < steps; ++step) first.step();
    Session again(test::tiny_model(), first.options(), record_of(first));
    DOCTEST_CHECK(again.run().outcome == Outcome::not_run);
    DOCTEST_CHECK(again.steps_done() == steps);
    DOCTEST_CHECK(again.image().rgb == first.image().rgb);
  }
}

DOCTEST_TEST_CASE("a repeated run can be cancelled and taken up again") {
  const auto first = changed_run();
  Session again(test::tiny_model(), first->options(), record_of(*first));
  again.add_image(test::picture(20, 30));
  again.add_image(test::picture(9, 9, 1));
  const StepFn stop = [](const Step& step) {
    return step.index == 2 ? Action::abort : Action::proceed;
  };
  DOCTEST_CHECK(again.run(stop).outcome == Outcome::aborted);
  again.cancel();
  DOCTEST_CHECK(again.run().outcome == Outcome::cancelled);
  DOCTEST_CHECK(again.run().outcome == Outcome::finished_early);
  DOCTEST_CHECK(again.image().rgb == first->image().rgb);
}

DOCTEST_TEST_CASE("records that no session can have left are refused") {
  Options options = test::tiny_options();  // 4 steps
  const auto refused = [&](const std::function<void(Replay&)>& change) {
    Replay replay;
    replay.earlier = {{1, {{"a red apple"}}}};
    replay.prompts = {{"a blue sea"}};
    replay.steps_run = 4;
    change(replay);
    return status_of([&] { Session(test::tiny_model(), options, replay); }) ==
           Status::invalid_argument;
  };
  DOCTEST_CHECK_FALSE(refused([](Replay&) {}));
  DOCTEST_CHECK(refused([](Replay& r) { r.steps_run = -1; }));
  DOCTEST_CHECK(refused([](Replay& r) { r.steps_run = 5; }));
  DOCTEST_CHECK(refused([](Replay& r) { r.steps_run = 3; }));  // and yet completed
  DOCTEST_CHECK(refused([](Replay& r) { r.earlier[0].until_step = -1; }));
  DOCTEST_CHECK(refused([](Replay& r) { r.earlier[0].until_step = 5; }));
  DOCTEST_CHECK(refused([](Replay& r) { r.earlier.push_back(r.earlier[0]); }));
  DOCTEST_CHECK(refused([](Replay& r) { r.earlier[0].prompts.clear(); }));
  DOCTEST_CHECK(refused([](Replay& r) { r.prompts[0].text.clear(); }));
  DOCTEST_CHECK(refused([](Replay& r) { r.earlier[0].prompts[0].weight = NAN; }));
  DOCTEST_CHECK(refused([](Replay& r) { r.prompts[0].kind = PromptKind::embedding; }));
  DOCTEST_CHECK(refused([](Replay& r) { r.start_picture = PictureId{"00", 1, 1}; }));
  options.start = Start::image;
  DOCTEST_CHECK(refused([](Replay&) {}));
}

}  // namespace clipdraw
