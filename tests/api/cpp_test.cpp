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

DOCTEST_TEST_CASE("A callback may return nothing: it looks, and the run goes on") {
  clipdraw::Session session(model(), small_options());
  session.add_text("a cat");
  int last = 0;
  DOCTEST_CHECK(session.run([&](const clipdraw::Step& step) { last = step.step; }).outcome ==
                clipdraw::Outcome::completed);
  DOCTEST_CHECK(last == 3);
}

DOCTEST_TEST_CASE("A session without options takes those of its model") {
  clipdraw::Session session(model());
  session.add_text("a cat");
  DOCTEST_CHECK(session.record().find("\"width\":" + std::to_string(model().info().native_width)) !=
                std::string::npos);
}

DOCTEST_TEST_CASE("Pictures are read into memory of the caller's, and numbers keep their value") {
  clipdraw::Session session(model(), small_options());
  session.add_text("a cat");
  session.start();
  const clipdraw::Image image = session.image();
  std::vector<std::uint8_t> room(image.rgb.size() + 10, 7);
  session.read_into(room);
  DOCTEST_CHECK(std::equal(image.rgb.begin(), image.rgb.end(), room.begin()));
  DOCTEST_CHECK(std::count(room.end() - 10, room.end(), 7) == 10);
  std::array<std::uint8_t, 4> small{};
  DOCTEST_CHECK_THROWS_AS(session.read_into(small), clipdraw::Error);
  DOCTEST_CHECK_THROWS_AS(session.read_into({}), clipdraw::Error);
  clipdraw::Options options;
  for (const double rate : {0.1, 1.0 / 3, 1e-5}) {
    DOCTEST_CHECK(std::stod(options.set("learning-rate", rate).get("learning-rate")) == rate);
  }
  options.set("steps", std::uint8_t{65});
  DOCTEST_CHECK(options.get("steps") == "65");
}

DOCTEST_TEST_CASE("A text with a NUL in it is refused, not cut") {
  const std::string text("a cat\0 and more", 15);
  clipdraw::Session session(model(), small_options());
  DOCTEST_CHECK_THROWS_AS(session.add_text(text), clipdraw::Error);
  DOCTEST_CHECK_THROWS_AS(clipdraw::read_image(text), clipdraw::Error);
  DOCTEST_CHECK_THROWS_AS(model().tokenize(text), clipdraw::Error);
}

DOCTEST_TEST_CASE("A model is asked, and names and devices are there") {
  const clipdraw::Image grey{9, 4, std::vector<std::uint8_t>(108, 128)};
  DOCTEST_CHECK(model().clip_info(0).image_size == model().info().clip_image_size);
  DOCTEST_CHECK(model().tokenize("a cat").size() > 2);
  DOCTEST_CHECK(model().encode_text("a cat").size() == model().encode_image(grey).size());
  DOCTEST_CHECK(model().score(grey, "a cat").distance > 0);
  DOCTEST_CHECK(model().score({grey.rgb.data(), 9, 4}, "a cat").distance ==
                model().score(grey, "a cat").distance);
  DOCTEST_CHECK(clipdraw::devices().size() == 1);
  DOCTEST_CHECK(clipdraw::name(clipdraw::Status::io) ==
                std::string(clipdraw_status_name(CLIPDRAW_ERROR_IO)));
  DOCTEST_CHECK(clipdraw::name(clipdraw::Outcome::completed) == std::string("completed"));
  DOCTEST_CHECK(clipdraw::name(clipdraw::Action::proceed) == std::string("continue"));
}

DOCTEST_TEST_CASE("A file comes back as the image that was written") {
  const clipdraw::test::TemporaryFolder folder;
  clipdraw::Image image{4, 3, {}};
  for (int i = 0; i < 36; ++i) image.rgb.push_back(static_cast<std::uint8_t>(7 * i));
  clipdraw::write_image(folder.file("a.png"), image);
  const clipdraw::Image back = clipdraw::read_image(folder.file("a.png"));
  DOCTEST_CHECK(back.width == 4);
  DOCTEST_CHECK(back.height == 3);
  DOCTEST_CHECK(back.rgb == image.rgb);
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
