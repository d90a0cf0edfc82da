// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "support/torch_doctest.hpp"

#include "session/session.hpp"
#include "tiny.hpp"
#include "types/times.hpp"

namespace clipdraw {
namespace {

std::vector<double> parts_of(const Times& times) {
  return {times.text,
          times.first_picture,
          times.generator_forward,
          times.generator_backward,
          times.cutouts_forward,
          times.cutouts_backward,
          times.clip_forward,
          times.clip_backward,
          times.optimizer};
}

// All parts together: no more than the whole, up to rounding.
void check_sum(const Times& times) {
  double sum = 0;
  for (const double part : parts_of(times)) {
    DOCTEST_CHECK(part >= 0);
    sum += part;
  }
  DOCTEST_CHECK(sum <= times.total * (1 + 1e-9));
}

}  // namespace

DOCTEST_TEST_CASE("every part of a drawing is measured") {
  Session session(test::tiny_model(), test::tiny_options());
  for (const double part : parts_of(session.times())) DOCTEST_CHECK(part == 0);
  session.add_text("a red apple");
  session.start();
  DOCTEST_CHECK(session.times().steps == 0);
  DOCTEST_CHECK(session.times().text > 0);
  DOCTEST_CHECK(session.times().first_picture > 0);
  DOCTEST_CHECK(session.times().clip_forward == 0);
  check_sum(session.times());
  Times before = session.times();
  session.run([&](const Step& step) {
    const Times now = session.times();
    DOCTEST_CHECK(now.steps == step.index);
    const std::vector<double> was = parts_of(before);
    const std::vector<double> is = parts_of(now);
    // each grows, but for the text and the first picture, which are done
    for (size_t i = 0; i < is.size(); ++i)
      DOCTEST_CHECK((i < 2 ? is[i] == was[i] : is[i] > was[i]));
    DOCTEST_CHECK(now.total > before.total);
    check_sum(now);
    before = now;
    return Action::proceed;
  });
}

DOCTEST_TEST_CASE("pictures as prompts and as the first one are measured too") {
  Session session(test::two_guides(), test::tiny_options());
  session.add_image(test::picture(30, 30));
  const double text = session.times().text;
  DOCTEST_CHECK(text > 0);
  session.start_from(test::picture(30, 30));
  const double first = session.times().first_picture;
  DOCTEST_CHECK(first > 0);
  session.run();
  const double after = session.times().text;
  session.set_prompts({{"a blue sea"}});
  DOCTEST_CHECK(session.times().text > after);
  check_sum(session.times());
}

DOCTEST_TEST_CASE("times add up") {
  Times sum;
  sum.steps = 2;
  sum.text = 1;
  Times more;
  more.steps = 1;
  more.text = more.first_picture = more.generator_forward = more.generator_backward = 0.5;
  more.cutouts_forward = more.cutouts_backward = more.clip_forward = more.clip_backward = 0.5;
  more.optimizer = more.total = 0.5;
  sum += more;
  DOCTEST_CHECK(sum.steps == 3);
  DOCTEST_CHECK(sum.text == 1.5);
  DOCTEST_CHECK(sum.total == 0.5);
  double all = 0;
  for (const double part : parts_of(sum)) all += part;
  DOCTEST_CHECK(all == 5.5);
}

}  // namespace clipdraw
