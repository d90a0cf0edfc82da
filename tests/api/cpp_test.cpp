// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// The C++ header: ownership, errors as exceptions, callbacks that throw.
#include <clipdraw/clipdraw.hpp>
#include <stdexcept>

#include "api/model.hpp"

namespace {

clipdraw::Options small_options() {
  clipdraw::Options options;
  options.set("steps", 3)
      .set("cutouts", 4)
      .set("threads", 1)
      .set("candidates", 2)
      .set("prior-steps", 2);
  options.set("learning-rate", "0.1");
  return options;
}

const clipdraw::Model& model() {
  static const clipdraw::Model loaded = clipdraw::Model::load(clipdraw::test::tiny_weights());
  return loaded;
}

}  // namespace

DOCTEST_TEST_CASE("A picture is drawn, saved and inspected") {
  const clipdraw::test::TemporaryFolder folder;
  clipdraw::Session session(model(), small_options());
  session.add_text("a red apple");
  int calls = 0;
  const clipdraw::Summary summary = session.run([&](const clipdraw::Step& step) {
    ++calls;
    DOCTEST_CHECK(session.image().width > 0);
    return step.step == 2 ? clipdraw::Action::finish : clipdraw::Action::proceed;
  });
  DOCTEST_CHECK(calls == 2);
  DOCTEST_CHECK(summary.outcome == clipdraw::Outcome::finished_early);
  DOCTEST_CHECK(summary.steps_run == 2);
  session.save(folder.file("a.png"));
  DOCTEST_CHECK(clipdraw::inspect(folder.file("a.png")).find("a red apple") != std::string::npos);
  DOCTEST_CHECK_THROWS_AS(session.save(folder.file("a.png")), clipdraw::Error);
  clipdraw::write_image(folder.file("b.png"), session.image(), session.record());
  DOCTEST_CHECK(clipdraw::inspect(folder.file("b.png")) == clipdraw::inspect(folder.file("a.png")));
  clipdraw::Image broken = session.image();
  broken.rgb.pop_back();
  DOCTEST_CHECK_THROWS_AS(clipdraw::write_image(folder.file("c.png"), broken), clipdraw::Error);
}

DOCTEST_TEST_CASE("What a callback throws comes out of run, and the session goes on") {
  clipdraw::Session session(model(), small_options());
  session.add_text("a cat");
  const auto thrower = [](const clipdraw::Step&) -> clipdraw::Action {
    throw std::out_of_range("from the callback");
  };
  DOCTEST_CHECK_THROWS_WITH_AS(session.run(thrower), "from the callback", std::out_of_range);
  DOCTEST_CHECK_THROWS_AS(session.run([](const clipdraw::Step&) -> clipdraw::Action { throw 7; }),
                          int);
  const clipdraw::Summary summary = session.run();
  DOCTEST_CHECK(summary.outcome == clipdraw::Outcome::completed);
  DOCTEST_CHECK(summary.steps_run == 3);
}

DOCTEST_TEST_CASE("Errors carry status and text") {
  try {
    clipdraw::Options().set("cutuots", 3);
    DOCTEST_FAIL("nothing was thrown");
  } catch (const clipdraw::Error& error) {
    DOCTEST_CHECK(error.status() == clipdraw::Status::invalid_argument);
    DOCTEST_CHECK(std::string(error.what()).find("cutouts") != std::string::npos);
  }
  DOCTEST_CHECK_THROWS_AS(clipdraw::Model::load("/no/such/folder"), clipdraw::Error);
  DOCTEST_CHECK_THROWS_AS(clipdraw::inspect("/no/such/file.png"), clipdraw::Error);
  DOCTEST_CHECK_THROWS_AS(clipdraw::check_output("/no/such/folder/a.png"), clipdraw::Error);
}

DOCTEST_TEST_CASE("Objects are moved, and a moved session keeps working") {
  clipdraw::Options options = small_options();
  const clipdraw::Options moved_options = std::move(options);
  DOCTEST_CHECK(moved_options.get("steps") == "3");
  clipdraw::Session first(model(), moved_options);
  first.add_prompts("a cat | a dog:0.5");
  clipdraw::Session second = std::move(first);
  second.start();
  DOCTEST_CHECK(second.step().step == 1);
  second.cancel();
  DOCTEST_CHECK(second.run().outcome == clipdraw::Outcome::cancelled);
}

DOCTEST_TEST_CASE("The log may throw and outlive the model object") {
  int lines = 0;
  std::unique_ptr<clipdraw::Session> session;
  {
    const clipdraw::Model logged = clipdraw::Model::load(clipdraw::test::tiny_weights(),
                                                         [&](clipdraw::LogLevel, std::string_view) {
                                                           ++lines;
                                                           throw std::runtime_error("from the log");
                                                         });
    session = std::make_unique<clipdraw::Session>(logged, small_options());
  }
  session->add_text("a cat");
  DOCTEST_CHECK(session->run().outcome == clipdraw::Outcome::completed);
}

DOCTEST_TEST_CASE("Versions of header and library agree, and the table is there") {
  DOCTEST_CHECK(clipdraw::version() == CLIPDRAW_VERSION_STRING);
  DOCTEST_CHECK(clipdraw::option_table().size() == clipdraw_option_count());
  DOCTEST_CHECK(model().info().native_width > 0);
}
