// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "session/prompt_history.hpp"

#include "support/torch_doctest.hpp"

#include "session/session.hpp"
#include "tiny.hpp"

namespace clipdraw {
namespace {

using test::status_of;

PixelImage draw(const StepFn& on_step) {
  Session session(test::tiny_model(), test::tiny_options());
  session.add_text("a red apple");
  session.run(on_step);
  return session.image();
}

}  // namespace

DOCTEST_TEST_CASE("only prompts that were followed are remembered") {
  PromptHistory history;
  history.change({{"a"}}, 0);
  history.change({{"b"}}, 0);
  DOCTEST_CHECK(history.earlier().empty());
  history.follow();
  history.change({{"c"}}, 0);  // after the start and before the first step
  history.change({}, 0);
  history.change({{"d"}}, 0);
  history.follow();
  history.follow();
  history.change({{"e"}}, 2);
  DOCTEST_REQUIRE(history.earlier().size() == 2);
  DOCTEST_CHECK(history.earlier()[0].until_step == 0);
  DOCTEST_CHECK(history.earlier()[0].prompts[0].text == "b");
  DOCTEST_CHECK(history.earlier()[1].until_step == 2);
  DOCTEST_CHECK(history.earlier()[1].prompts[0].text == "d");
  DOCTEST_CHECK(history.present()[0].text == "e");
}

DOCTEST_TEST_CASE("the next step follows the prompts that were changed in a callback") {
  const PixelImage plain = draw({});
  DOCTEST_CHECK(plain.rgb == draw([](const Step&) { return Action::proceed; }).rgb);

  // In a callback and between steps it is the same.
  Session inside(test::tiny_model(), test::tiny_options());
  inside.add_text("a red apple");
  inside.run([&](const Step& step) {
    if (step.index == 2) inside.set_prompts({{"a blue sea"}});
    if (step.index == 3) inside.add_text("rain", -0.5f);
    return Action::proceed;
  });
  Session between(test::tiny_model(), test::tiny_options());
  between.add_text("a red apple");
  between.step();
  between.step();
  between.set_prompts({{"never followed"}});
  between.set_prompts({{"a blue sea"}});
  between.step();
  between.add_text("rain", -0.5f);
  between.step();
  DOCTEST_CHECK(inside.image().rgb == between.image().rgb);
  DOCTEST_CHECK(inside.image().rgb != plain.rgb);

  for (const Session* session : {&inside, &between}) {
    const std::vector<PromptSet>& earlier = session->earlier_prompts();
    DOCTEST_REQUIRE(earlier.size() == 2);
    DOCTEST_CHECK(earlier[0].until_step == 2);
    DOCTEST_CHECK(earlier[0].prompts[0].text == "a red apple");
    DOCTEST_CHECK(earlier[1].until_step == 3);
    DOCTEST_REQUIRE(earlier[1].prompts.size() == 1);
    DOCTEST_CHECK(earlier[1].prompts[0].text == "a blue sea");
    DOCTEST_CHECK(session->prompts().size() == 2);
  }
}

DOCTEST_TEST_CASE("the first picture and the steps may follow different prompts") {
  Session session(test::tiny_model(), test::tiny_options());
  session.add_text("a red apple");
  session.start();
  const PixelImage first = session.image();
  session.set_prompts({{"a blue sea"}});
  DOCTEST_CHECK(session.image().rgb == first.rgb);
  session.run();
  DOCTEST_REQUIRE(session.earlier_prompts().size() == 1);
  DOCTEST_CHECK(session.earlier_prompts()[0].until_step == 0);
  DOCTEST_CHECK(session.image().rgb != draw({}).rgb);
}

DOCTEST_TEST_CASE("a step without a prompt is refused, and the session goes on with a new one") {
  Session session(test::tiny_model(), test::tiny_options());
  session.set_prompts({});
  DOCTEST_CHECK(status_of([&] { session.step(); }) == Status::invalid_state);
  session.add_text("a red apple");
  session.step();
  session.set_prompts({});
  const PixelImage before = session.image();
  DOCTEST_CHECK(status_of([&] { session.step(); }) == Status::invalid_state);
  DOCTEST_CHECK(status_of([&] { session.run(); }) == Status::invalid_state);
  DOCTEST_CHECK(session.summary().outcome == Outcome::failed);
  DOCTEST_CHECK(session.image().rgb == before.rgb);
  // a failing change leaves what was there
  session.add_text("a red apple");
  DOCTEST_CHECK(status_of([&] { session.set_prompts({{""}}); }) == Status::invalid_argument);
  DOCTEST_CHECK(session.prompts().size() == 1);
  DOCTEST_CHECK(session.run().outcome == Outcome::completed);
  DOCTEST_CHECK(session.image().rgb == draw({}).rgb);
}

}  // namespace clipdraw
