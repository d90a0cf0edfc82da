// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// Records that cannot be followed: other models, other pictures, damaged, of a newer version.
#include <nlohmann/json.hpp>

#include "api/again.hpp"

using namespace clipdraw;
using namespace clipdraw::test;
using nlohmann::json;

namespace {

// A record with everything in it.
const json& full_record() {
  static const json record = [] {
    Session session(again_model(), again_options(again_model(), 4));
    session.start_from(again_picture(17, 40, 1));
    session.add_prompts("a red apple | rain:-0.4:-0.2");
    session.run([&](const Step& step) {
      if (step.step == 1) session.add_image(again_picture(30, 20));
      if (step.step == 2) session.add_embedding(again_model().encode_text("a cat"));
      return step.step == 3 ? Action::finish : Action::proceed;
    });
    return json::parse(session.record());
  }();
  return record;
}

Status refused(const std::string& record, std::string* text = nullptr) {
  return status_of([&] { Session::again(again_model(), record); }, text);
}

// The status for a record in which the value at a JSON pointer is another one.
Status with(const char* pointer, json value, std::string* text = nullptr) {
  json record = full_record();
  record[json::json_pointer(pointer)] = std::move(value);
  return refused(record.dump(), text);
}

}  // namespace

DOCTEST_TEST_CASE("The record itself is taken, and wants its pictures") {
  Session again = Session::again(again_model(), full_record().dump());
  std::string text;
  DOCTEST_CHECK(status_of([&] { again.start(); }, &text) == Status::invalid_state);
  DOCTEST_CHECK(text.find(full_record()["start_image"]["sha256"].get<std::string>()) !=
                std::string::npos);
  DOCTEST_CHECK(status_of([&] { again.start_from(again_picture(17, 40, 2)); }) ==
                Status::invalid_argument);
  again.start_from(again_picture(17, 40, 1));
  const auto id = full_record()["prompts"][2]["image"]["sha256"].get<std::string>();
  DOCTEST_CHECK(status_of([&] { again.run(); }, &text) == Status::invalid_state);
  DOCTEST_CHECK(text.find(id) != std::string::npos);
  DOCTEST_CHECK(status_of([&] { again.add_image(again_picture(20, 30)); }, &text) ==
                Status::invalid_argument);
  DOCTEST_CHECK(text.find(id) != std::string::npos);
  again.add_image(again_picture(30, 20));
  DOCTEST_CHECK(again.run().outcome == Outcome::finished_early);
}

DOCTEST_TEST_CASE("What is no record of ours") {
  for (const char* text : {"", " ", "null", "[]", "7", "\"clipdraw\"", "{}", "{\"software\":7}",
                           "{\"software\":\"other\"}", "{\"software\":\"clipdraw\"", "\xFF\xFE"}) {
    DOCTEST_CAPTURE(text);
    DOCTEST_CHECK(refused(text) == Status::unsupported);
  }
  DOCTEST_CHECK(refused(R"({"software":"clipdraw","a":)" + std::string(1000000, '[')) ==
                Status::unsupported);
  const std::string whole = full_record().dump();
  for (std::size_t size = 0; size < whole.size(); size += 7) {
    DOCTEST_CHECK(refused(whole.substr(0, size)) == Status::unsupported);
  }
  clipdraw_session* session = nullptr;
  DOCTEST_CHECK(clipdraw_session_create_again(again_model().get(), nullptr, &session) ==
                CLIPDRAW_ERROR_INVALID_ARGUMENT);
  DOCTEST_CHECK(clipdraw_session_create_again(nullptr, whole.c_str(), &session) ==
                CLIPDRAW_ERROR_INVALID_ARGUMENT);
  DOCTEST_CHECK(clipdraw_session_create_again(again_model().get(), whole.c_str(), nullptr) ==
                CLIPDRAW_ERROR_INVALID_ARGUMENT);
}

DOCTEST_TEST_CASE("Other weights are named") {
  std::string text;
  const std::string zeros(64, '0');
  DOCTEST_CHECK(with("/weights/vqgan.safetensors", zeros, &text) == Status::bad_weights);
  DOCTEST_CHECK(text.find("vqgan.safetensors") != std::string::npos);
  DOCTEST_CHECK(text.find("clip.safetensors") == std::string::npos);
  DOCTEST_CHECK(with("/weights/more.safetensors", zeros, &text) == Status::bad_weights);
  DOCTEST_CHECK(text.find("more.safetensors: not there in the model") != std::string::npos);
  DOCTEST_CHECK(with("/weights", json::object()) == Status::bad_weights);
  DOCTEST_CHECK(with("/models/generator/kind", "kl") == Status::bad_weights);
  DOCTEST_CHECK(with("/models/clips/0/share", 0.5) == Status::bad_weights);
  DOCTEST_CHECK(with("/weights/vqgan.safetensors", 7) == Status::invalid_argument);
  DOCTEST_CHECK(with("/weights", "x") == Status::invalid_argument);
  DOCTEST_CHECK(with("/models", json::array()) == Status::invalid_argument);
}

DOCTEST_TEST_CASE("A record that makes no sense is refused") {
  for (const char* key : {"version", "prompt", "prompts", "seed", "width", "height", "options",
                          "models", "weights", "threads", "steps_run", "outcome", "start_image"}) {
    DOCTEST_CAPTURE(key);
    json record = full_record();
    record.erase(key);
    DOCTEST_CHECK(refused(record.dump()) == Status::invalid_argument);
  }
  const std::vector<std::pair<const char*, json>> changes = {
      {"/version", "x"},
      {"/version", "1.2"},
      {"/version", 5},
      {"/prompt", 7},
      {"/prompts", json::object()},
      {"/prompts/0", "a cat"},
      {"/prompts/0", {{"weight", 1}, {"stop", nullptr}}},
      {"/prompts/0/image", full_record()["start_image"]},  // beside the text
      {"/prompts/0/text", ""},
      {"/prompts/0/text", 5},
      {"/prompts/0/weight", 0},
      {"/prompts/0/weight", "1"},
      {"/prompts/0/weight", nullptr},
      {"/prompts/0/weight", 1e300},
      {"/prompts/0/stop", "never"},
      {"/prompts/2/image/sha256", "abc"},
      {"/prompts/2/image/sha256", std::string(64, 'g')},
      {"/prompts/2/image/width", 0},
      {"/prompts/2/image", nullptr},
      {"/prompts/3/embedding", json::array()},
      {"/prompts/3/embedding", {1, 2, 3}},
      {"/prompts/3/embedding/0", "x"},
      {"/prompts/3/embedding/0", 1e300},
      {"/earlier_prompts", json::object()},
      {"/earlier_prompts/0", 1},
      {"/earlier_prompts/0/until_step", 99},
      {"/earlier_prompts/0/until_step", -1},
      {"/earlier_prompts/1/until_step", 1},  // as the one before
      {"/earlier_prompts/0/prompts", json::array()},
      {"/start_image", "x"},
      {"/options/start", "random"},  // and there is a first image
      {"/options/start", "nothing"},
      {"/options/steps", "many"},
      {"/options/steps", 1},  // fewer than were run
      {"/options/steps", -1},
      {"/options/steps", nullptr},
      {"/options/learning-rate", json::array()},
      {"/options/no-such-option", 1},
      {"/options", json::object()},
      {"/seed", 1},
      {"/width", 1},
      {"/threads", 2},
      {"/steps_run", -1},
      {"/steps_run", 5},
      {"/steps_run", 1.5},
      {"/steps_run", "3"},
      {"/steps_run", 18446744073709551615U},
      {"/outcome", "great"},
      {"/outcome", 2},
      {"/outcome", "completed"},  // one step is missing
  };
  for (const auto& change : changes) {  // a lambda takes no structured binding, and CAPTURE is one
    const auto& pointer = change.first;
    const auto& value = change.second;
    DOCTEST_CAPTURE(pointer);
    DOCTEST_CAPTURE(value.dump());
    std::string text;
    DOCTEST_CHECK(with(pointer, value, &text) == Status::invalid_argument);
    DOCTEST_CHECK(!text.empty());
  }
  json nothing_to_draw = full_record();
  nothing_to_draw["prompts"] = json::array();
  nothing_to_draw.erase("earlier_prompts");
  DOCTEST_CHECK(refused(nothing_to_draw.dump()) == Status::invalid_argument);
}

DOCTEST_TEST_CASE("Any single wrong byte is a status or another picture, never an accident") {
  const std::string whole = full_record().dump();
  int taken = 0;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (const char wrong : {'9', '-', '"', '}'}) {
      std::string record = whole;
      record[i] = wrong;
      const Status status = refused(record);
      DOCTEST_CHECK((status == Status::ok || status == Status::invalid_argument ||
                     status == Status::unsupported || status == Status::bad_weights));
      taken += status == Status::ok ? 1 : 0;
    }
  }
  DOCTEST_CHECK(taken > 0);
}

DOCTEST_TEST_CASE("Another version's record is taken where it can be followed") {
  const auto logged = [](const char* words) {
    const auto& lines = logged_model().lines;
    return !lines.empty() && lines.back().find(words) != std::string::npos;
  };
  DOCTEST_CHECK(with("/version", "99.1.2") == Status::ok);
  DOCTEST_CHECK(logged("version 99.1.2"));
  DOCTEST_CHECK(with("/version", "0.0.1") == Status::ok);
  DOCTEST_CHECK(logged("version 0.0.1"));
  // What is unknown is an error in a newer record, and a remark of someone's in one of ours.
  DOCTEST_CHECK(with("/title", "My picture") == Status::ok);
  json newer = full_record();
  newer["version"] = "99.1.2";
  newer["title"] = "My picture";
  std::string text;
  DOCTEST_CHECK(refused(newer.dump(), &text) == Status::unsupported);
  DOCTEST_CHECK(text.find("title") != std::string::npos);
  DOCTEST_CHECK(text.find("99.1.2") != std::string::npos);
  newer.erase("title");
  newer["options"]["no-such-option"] = 1;
  DOCTEST_CHECK(refused(newer.dump()) == Status::unsupported);
  newer = full_record();
  newer["version"] = "99.1.2";
  newer["prompts"][0] = {{"sound", "x"}, {"weight", 1}, {"stop", nullptr}};
  DOCTEST_CHECK(refused(newer.dump()) == Status::unsupported);
  // An option that an older version did not have stands at its default.
  json older = full_record();
  older["version"] = "0.0.1";
  older["options"].erase("tv");
  DOCTEST_CHECK(refused(older.dump()) == Status::ok);
}
