// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "session/plateau.hpp"

#include "support/torch_doctest.hpp"

#include <algorithm>
#include <cmath>

#include "session/session.hpp"
#include "tiny.hpp"

namespace clipdraw {
namespace {

// How many distances it takes until nothing is hoped for; 1000: more than that.
template <typename Distance>
int steps_until_reached(Plateau plateau, Distance&& distance) {
  for (int step = 1; step < 1000; ++step) {
    plateau.add(distance(step));
    if (plateau.reached()) return step;
  }
  return 1000;
}

}  // namespace

DOCTEST_TEST_CASE("a distance that falls is waited for, one that stands is not") {
  const auto falls = [](int step) { return 1.0 / step; };
  const auto stands = [](int) { return 0.5; };
  const auto falls_then_stands = [](int step) { return step < 40 ? 1.0 - 0.01 * step : 0.6; };
  DOCTEST_CHECK(steps_until_reached(Plateau(0), stands) == 1000);
  DOCTEST_CHECK(steps_until_reached(Plateau(5), stands) == 6);
  DOCTEST_CHECK(steps_until_reached(Plateau(5), [](int step) { return 0.5 + step; }) == 6);
  DOCTEST_CHECK(steps_until_reached(Plateau(20), falls) > 100);
  const int found = steps_until_reached(Plateau(10), falls_then_stands);
  DOCTEST_CHECK(found >= 49);
  DOCTEST_CHECK(found < 90);
}

DOCTEST_TEST_CASE("chance from step to step neither ends a fall nor feigns one") {
  const auto noise = [](int step) { return 0.03 * std::sin(7.0 * step * step); };
  const auto found = [&](auto&& distance) {
    return steps_until_reached(Plateau(20), [&](int s) { return distance(s) + noise(s); });
  };
  DOCTEST_CHECK(found([](int step) { return std::max(0.0, 1.0 - 0.004 * step); }) > 200);
  DOCTEST_CHECK(found([](int) { return 0.5; }) < 100);
}

DOCTEST_TEST_CASE("it goes on from what was kept") {
  Plateau whole(8);
  for (int step = 0; step < 5; ++step) whole.add(0.5 + 0.1 * step);
  Plateau again(8);
  again.remember(whole.kept());
  for (int step = 0; step < 4; ++step) {
    whole.add(0.7);
    again.add(0.7);
    DOCTEST_CHECK(again.reached() == whole.reached());
    DOCTEST_CHECK(again.kept().mean == whole.kept().mean);
  }
  DOCTEST_CHECK(whole.reached());
}

DOCTEST_TEST_CASE("a run ends where the distance stands still, and is repeated up to there") {
  Options options = test::tiny_options();
  options.steps = 200;
  options.patience = 4;
  options.learning_rate = 1e-6;  // nothing moves
  options.size = {16, 16};
  Session session(test::tiny_model(), options);
  session.add_text("a red apple");
  bool last = false;
  const Summary summary = session.run([&](const Step& step) {
    DOCTEST_CHECK_FALSE(last);
    last = step.is_last;
    return Action::proceed;
  });
  DOCTEST_CHECK(last);
  DOCTEST_CHECK(summary.outcome == Outcome::finished_early);
  DOCTEST_CHECK(summary.steps < 100);
  DOCTEST_CHECK(session.run().steps == summary.steps);  // nor does it go on

  Replay replay;
  replay.prompts = session.prompts();
  replay.steps_run = summary.steps;
  replay.outcome = summary.outcome;
  Session again(test::tiny_model(), session.options(), replay);
  DOCTEST_CHECK(again.run().steps == summary.steps);
  DOCTEST_CHECK(again.image().rgb == session.image().rgb);
}

DOCTEST_TEST_CASE("new prompts are given new time") {
  Options options = test::tiny_options();
  options.steps = 200;
  options.patience = 4;
  options.learning_rate = 1e-6;
  options.size = {16, 16};
  Session session(test::tiny_model(), options);
  session.add_text("a red apple");
  const int before = session.run().steps;
  session.add_text("the sea");
  DOCTEST_CHECK(session.run().steps >= before + options.patience);
}

}  // namespace clipdraw
