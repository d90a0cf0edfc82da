// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "types/options.hpp"

#include <set>

#include "base/error.hpp"
#include "support/torch_doctest.hpp"

using clipdraw::Error;
using clipdraw::OptionInfo;
using clipdraw::Options;
using clipdraw::OptionType;
using clipdraw::Status;

namespace {

// Returns the message of the error that set() throws, or "" when it throws none.
std::string set_error(const std::string& name, const std::string& text) {
  try {
    Options options;
    options.set(name, text);
  } catch (const Error& error) {
    DOCTEST_CHECK(error.status() == Status::invalid_argument);
    return error.what();
  }
  return "";
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

DOCTEST_TEST_CASE("every row of the table is complete and its default is a legal value") {
  std::set<std::string> names;
  for (const OptionInfo& info : Options::table()) {
    DOCTEST_CAPTURE(info.name);
    DOCTEST_CHECK(names.insert(info.name).second);
    DOCTEST_CHECK_FALSE(info.help.empty());
    DOCTEST_CHECK(info.help.back() != '.');
    DOCTEST_CHECK_FALSE(info.stage.empty());
    DOCTEST_CHECK((info.type == OptionType::choice) == !info.choices.empty());
    if (info.type != OptionType::choice) DOCTEST_CHECK(info.minimum < info.maximum);
    Options options;
    DOCTEST_CHECK(options.get(info.name) == info.default_text);
    options.set(info.name, info.default_text);
    DOCTEST_CHECK(options.get(info.name) == info.default_text);
    for (const std::string& choice : info.choices) {
      options.set(info.name, choice);
      DOCTEST_CHECK(options.get(info.name) == choice);
    }
    options.check();
  }
  DOCTEST_CHECK(names.size() >= 19);
}

DOCTEST_TEST_CASE("text and typed fields are two views of one value") {
  Options options;
  options.set("size", "320x240");
  DOCTEST_CHECK(options.size.width == 320);
  DOCTEST_CHECK(options.size.height == 240);
  options.set("size", "256");
  DOCTEST_CHECK(options.get("size") == "256x256");
  options.set("size", "0x0");
  DOCTEST_CHECK(options.size.width == 0);
  options.set("seed", "18446744073709551615");
  DOCTEST_CHECK(options.seed == 18446744073709551615u);
  DOCTEST_CHECK(options.get("seed") == "18446744073709551615");
  options.set("learning-rate", "1e-3");
  DOCTEST_CHECK(options.learning_rate == 0.001);
  DOCTEST_CHECK(options.get("learning-rate") == "0.001");
  options.learning_rate = 0.1 + 0.2;
  Options copy;
  copy.set("learning-rate", options.get("learning-rate"));
  DOCTEST_CHECK(copy.learning_rate == options.learning_rate);
  options.set("optimizer", "rmsprop");
  DOCTEST_CHECK((options.optimizer == clipdraw::OptimizerKind::rmsprop));
  options.set("start", "random");
  DOCTEST_CHECK((options.start == clipdraw::Start::random));
}

DOCTEST_TEST_CASE("what is out of range or no value at all is refused with the range") {
  DOCTEST_CHECK(set_error("cutouts", "0") == "cutouts = \"0\": must be an integer from 1 to 1024");
  DOCTEST_CHECK(has(set_error("cutouts", "1025"), "from 1 to 1024"));
  for (const char* text :
       {"", " 8", "8 ", "8.0", "0x8", "eight", "1e1", "99999999999999999999", "+8", "nan"}) {
    DOCTEST_CAPTURE(text);
    DOCTEST_CHECK(has(set_error("cutouts", text), "must be an integer"));
  }
  for (const char* text : {"", "nan", "inf", "-inf", "1,5", "0.5x", "-0.1", "1.1"}) {
    DOCTEST_CAPTURE(text);
    DOCTEST_CHECK(has(set_error("wide-share", text), "must be a number from 0 to 1"));
  }
  for (const char* text : {"", "0", "15", "256x", "x", "0x5", "5x0", "70000x70000", "-1x-1", "256x256x3",
                           "256 x 256", "15x16", "2147483648x16", "256xabc"}) {
    DOCTEST_CAPTURE(text);
    DOCTEST_CHECK(has(set_error("size", text), "must be WxH"));
  }
  for (const char* text : {"", "-1", "18446744073709551616", "1.5", "x"}) {
    DOCTEST_CAPTURE(text);
    DOCTEST_CHECK(has(set_error("seed", text), "0 to 18446744073709551615"));
  }
  DOCTEST_CHECK(set_error("start", "noise") ==
                "start = \"noise\": must be one of prior, random, image");
}

DOCTEST_TEST_CASE("a refused value changes nothing") {
  Options options;
  options.set("cutouts", "12");
  DOCTEST_CHECK_THROWS_AS(options.set("cutouts", "0"), Error);
  DOCTEST_CHECK(options.cutouts == 12);
}

DOCTEST_TEST_CASE("the quality changes what nobody has set, in any order") {
  const Options normal;
  Options draft;
  draft.set("quality", "draft");
  DOCTEST_CHECK(draft.steps < normal.steps);
  DOCTEST_CHECK(draft.cutouts < normal.cutouts);
  DOCTEST_CHECK(draft.candidates < normal.candidates);
  DOCTEST_CHECK(draft.prior_steps < normal.prior_steps);
  DOCTEST_CHECK(draft.get("quality") == "draft");
  Options best;
  best.set("quality", "best");
  DOCTEST_CHECK(best.steps > normal.steps);
  DOCTEST_CHECK(best.cutouts > normal.cutouts);
  DOCTEST_CHECK(best.candidates == normal.candidates);
  best.set("quality", "normal");
  DOCTEST_CHECK(best.steps == normal.steps);
  DOCTEST_CHECK(best.cutouts == normal.cutouts);

  for (const bool first : {true, false}) {
    DOCTEST_CAPTURE(first);
    Options mixed;
    if (first) mixed.set("quality", "draft");
    mixed.set("steps", "30");
    if (!first) mixed.set("quality", "draft");
    DOCTEST_CHECK(mixed.steps == 30);
    DOCTEST_CHECK(mixed.cutouts == draft.cutouts);
  }
}

DOCTEST_TEST_CASE("the quality takes its share of what a model suggests") {
  const double share = [] {
    Options draft;
    draft.set("quality", "draft");
    return static_cast<double>(draft.steps) / Options().steps;
  }();
  for (const bool first : {true, false}) {
    DOCTEST_CAPTURE(first);
    Options options;
    if (first) options.suggest(300, 24);
    options.set("quality", "draft");
    if (!first) options.suggest(300, 24);
    DOCTEST_CHECK(options.steps == doctest::Approx(300 * share).epsilon(0.1));
    DOCTEST_CHECK(options.cutouts < 24);
    options.set("quality", "normal");
    DOCTEST_CHECK(options.steps == 300);
    DOCTEST_CHECK(options.cutouts == 24);
  }
  Options none;
  none.suggest(0, 24);
  none.set("quality", "best");
  DOCTEST_CHECK(none.steps == 0);
}

DOCTEST_TEST_CASE("an unknown name is answered with the nearest one") {
  DOCTEST_CHECK(set_error("cutuots", "8") ==
                "\"cutuots\": no such option; did you mean \"cutouts\"?");
  DOCTEST_CHECK(has(set_error("learning_rate", "1"), "\"learning-rate\""));
  DOCTEST_CHECK(has(set_error("sed", "1"), "\"seed\""));
  DOCTEST_CHECK(set_error("zzzzzzzzzz", "1") == "\"zzzzzzzzzz\": no such option");
  DOCTEST_CHECK(has(set_error("", "1"), "no such option"));
  DOCTEST_CHECK(has(set_error(std::string(100000, 'x'), "1"), "no such option"));
  DOCTEST_CHECK_THROWS_AS(Options().get("none"), Error);
}

DOCTEST_TEST_CASE("check finds a field that was set directly to a wrong value") {
  Options options;
  options.check();
  options.steps = -1;
  DOCTEST_CHECK_THROWS_WITH_AS(options.check(),
                               "steps = \"-1\": must be an integer from 0 to 100000", Error);
  options.steps = 1;
  options.average = std::nan("");
  DOCTEST_CHECK_THROWS_AS(options.check(), Error);
  options.average = 0;
  options.optimizer = static_cast<clipdraw::OptimizerKind>(9);
  DOCTEST_CHECK_THROWS_AS(options.check(), Error);
}
