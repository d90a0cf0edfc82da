// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// Several sessions take their steps together, through both headers.
#include <array>
#include <atomic>
#include <clipdraw/clipdraw.hpp>
#include <nlohmann/json.hpp>
#include <thread>

#include "api/again.hpp"
#include "api/model.hpp"

using namespace clipdraw;
using namespace clipdraw::test;

namespace {

constexpr clipdraw_status kInvalid = CLIPDRAW_ERROR_INVALID_ARGUMENT;
constexpr clipdraw_status kState = CLIPDRAW_ERROR_INVALID_STATE;

clipdraw_status step(const std::vector<clipdraw_session*>& places) {
  return clipdraw_sessions_step(places.data(), places.size(), nullptr, nullptr);
}

std::string error() { return clipdraw_last_error(); }
bool has(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

SessionPtr session_with(const char* option, const char* value) {
  const OptionsPtr options = few_steps(3);
  DOCTEST_REQUIRE(clipdraw_options_set(options.get(), option, value) == CLIPDRAW_OK);
  clipdraw_session* session = nullptr;
  DOCTEST_REQUIRE(clipdraw_session_create(tiny_model(), options.get(), &session) == CLIPDRAW_OK);
  DOCTEST_REQUIRE(clipdraw_session_add_prompts(session, "a cat") == CLIPDRAW_OK);
  return SessionPtr(session, &clipdraw_session_free);
}

Session drawn(const std::string& prompts, int steps, int seed = 3) {
  Options options = again_options(again_model(), steps);
  options.set("seed", seed);
  Session session(again_model(), options);
  session.add_prompts(prompts);
  return session;
}

}  // namespace

DOCTEST_TEST_CASE("Calls that cannot be served are refused, and change nothing") {
  const auto a = make_session(3);
  const auto b = make_session(3);
  clipdraw_session* const two[] = {a.get(), b.get()};
  std::array<clipdraw_step, 2> steps{};
  std::array<clipdraw_status, 2> statuses{77, 77};
  DOCTEST_CHECK(clipdraw_sessions_step(nullptr, 2, nullptr, nullptr) == kInvalid);
  DOCTEST_CHECK(clipdraw_sessions_step(two, 0, nullptr, nullptr) == kInvalid);
  DOCTEST_CHECK(step(std::vector<clipdraw_session*>(65)) == kInvalid);
  DOCTEST_CHECK(has(error(), "65"));
  DOCTEST_CHECK(step({nullptr, nullptr}) == kInvalid);
  DOCTEST_CHECK(has(error(), "empty"));
  DOCTEST_CHECK(step({a.get(), nullptr, a.get()}) == kInvalid);
  DOCTEST_CHECK(has(error(), "places 0 and 2"));
  DOCTEST_CHECK(clipdraw_sessions_step(two, 2, steps.data(), nullptr) == kInvalid);  // struct_size
  steps[0].struct_size = sizeof steps[0];
  DOCTEST_CHECK(clipdraw_sessions_step(two, 2, steps.data(), nullptr) == kInvalid);
  DOCTEST_CHECK(has(error(), "place 1"));
  for (const auto& [option, value] :
       {std::pair{"size", "48x32"}, {"cutouts", "5"}, {"threads", "2"}}) {
    DOCTEST_CAPTURE(option);
    const SessionPtr other = session_with(option, value);
    clipdraw_session* const pair[] = {nullptr, a.get(), other.get()};
    DOCTEST_CHECK(clipdraw_sessions_step(pair, 3, nullptr, statuses.data()) == kInvalid);
    DOCTEST_CHECK(has(error(), option));
    DOCTEST_CHECK(has(error(), value));
  }
  clipdraw_model* copy = nullptr;
  DOCTEST_REQUIRE(clipdraw_model_load(tiny_weights().c_str(), nullptr, nullptr, &copy) ==
                  CLIPDRAW_OK);
  clipdraw_session* stranger = nullptr;
  DOCTEST_REQUIRE(clipdraw_session_create(copy, few_steps(3).get(), &stranger) == CLIPDRAW_OK);
  DOCTEST_CHECK(step({a.get(), stranger}) == kInvalid);
  DOCTEST_CHECK(has(error(), "models"));
  clipdraw_session_free(stranger);
  clipdraw_model_free(copy);
  DOCTEST_CHECK(statuses[0] == 77);
  DOCTEST_CHECK(clipdraw_session_latent_count(a.get()) == 0);  // never started
  DOCTEST_CHECK(std::string(clipdraw_session_step_error(a.get())).empty());
  DOCTEST_CHECK(std::string(clipdraw_session_step_error(nullptr)).empty());
}

DOCTEST_TEST_CASE("Steps are reported for each place, also to a caller of another struct size") {
  const auto a = make_session(3);
  const auto b = make_session(5, "the sea");
  clipdraw_session* const places[] = {a.get(), nullptr, b.get()};
  struct Larger {
    clipdraw_step step;
    double later = 5;
  };
  std::array<Larger, 3> steps;
  for (Larger& row : steps) row.step = {};
  for (Larger& row : steps) row.step.struct_size = sizeof row;
  std::array<clipdraw_status, 3> statuses{77, 77, 77};
  for (int count = 1; count <= 3; ++count) {
    DOCTEST_REQUIRE(clipdraw_sessions_step(places, 3, &steps[0].step, statuses.data()) ==
                    CLIPDRAW_OK);
    DOCTEST_CHECK(statuses == std::array<clipdraw_status, 3>{0, 0, 0});
    DOCTEST_CHECK(steps[0].step.step == count);
    DOCTEST_CHECK(steps[2].step.step == count);
    DOCTEST_CHECK(steps[2].step.steps == 5);
    DOCTEST_CHECK(steps[2].step.seconds == steps[0].step.seconds);
    DOCTEST_CHECK(steps[2].step.distance != steps[0].step.distance);
    DOCTEST_CHECK(steps[1].step.step == 0);  // an empty place
    DOCTEST_CHECK(steps[2].later == 5);
  }
  // The first has no step left, and the other goes on.
  DOCTEST_CHECK(clipdraw_sessions_step(places, 3, &steps[0].step, statuses.data()) == kState);
  DOCTEST_CHECK(has(error(), "all 3 steps are done"));
  DOCTEST_CHECK(statuses == std::array<clipdraw_status, 3>{kState, 0, 0});
  DOCTEST_CHECK(has(clipdraw_session_step_error(a.get()), "all 3 steps are done"));
  DOCTEST_CHECK(std::string(clipdraw_session_step_error(b.get())).empty());
  DOCTEST_CHECK(steps[0].step.step == 3);
  DOCTEST_CHECK(steps[2].step.step == 4);
  DOCTEST_CHECK(clipdraw_session_run(a.get(), nullptr, nullptr, nullptr) == CLIPDRAW_OK);
  const nlohmann::json record = record_of(a.get());
  DOCTEST_CHECK(record["outcome"] == "completed");
  DOCTEST_CHECK(record["group"] == nlohmann::json{{"size", 3}, {"place", 0}});
}

DOCTEST_TEST_CASE("A session keeps to its group, or to none") {
  const auto a = make_session(6);
  const auto b = make_session(6);
  const auto alone = make_session(6);
  DOCTEST_REQUIRE(step({a.get(), b.get()}) == CLIPDRAW_OK);
  DOCTEST_CHECK(step({b.get(), a.get()}) == kState);
  DOCTEST_CHECK(has(error(), "place 0 of 2"));
  DOCTEST_CHECK(step({a.get(), b.get(), nullptr}) == kState);
  DOCTEST_CHECK(step({a.get()}) == kState);
  DOCTEST_REQUIRE(clipdraw_session_step(alone.get(), nullptr) == CLIPDRAW_OK);
  DOCTEST_CHECK(step({a.get(), alone.get()}) == kState);
  DOCTEST_CHECK(step({alone.get()}) == CLIPDRAW_OK);  // one place is none
  DOCTEST_CHECK_FALSE(record_of(alone.get()).contains("group"));
  // Steps by itself are steps in its group.
  DOCTEST_CHECK(clipdraw_session_step(b.get(), nullptr) == CLIPDRAW_OK);
  DOCTEST_CHECK(step({a.get(), b.get()}) == CLIPDRAW_OK);
  DOCTEST_CHECK(record_of(b.get())["steps_run"] == 3);
  DOCTEST_CHECK(record_of(b.get())["group"]["place"] == 1);
}

DOCTEST_TEST_CASE("A session that is at work is busy") {
  const auto a = make_session(2);
  const auto b = make_session(2);
  struct Both {
    clipdraw_session* a;
    clipdraw_session* b;
  } both{a.get(), b.get()};
  const auto on_step = [](clipdraw_session*, const clipdraw_step*, void* user) -> clipdraw_action {
    const Both& pair = *static_cast<Both*>(user);
    DOCTEST_CHECK(step({pair.a, pair.b}) == kState);
    DOCTEST_CHECK(has(error(), "busy"));
    return CLIPDRAW_CONTINUE;
  };
  DOCTEST_CHECK(clipdraw_session_run(a.get(), on_step, &both, nullptr) == CLIPDRAW_OK);
  // The other one was let go again.
  DOCTEST_CHECK(clipdraw_session_step(b.get(), nullptr) == CLIPDRAW_OK);
}

DOCTEST_TEST_CASE("One without prompts or with numbers that overflow does not stop the others") {
  Session good = drawn("a red apple", 3);
  Session empty(again_model(), again_options(again_model(), 3));
  Session bad = drawn("a cat", 3);
  bad.add_text("a dog", 3e38F);
  bad.add_text("rain", 3e38F);
  std::vector<Session*> places{&empty, &good, &bad};
  const std::vector<PlaceStep> done = step_together(places);
  DOCTEST_CHECK(done[0].status == Status::invalid_state);
  DOCTEST_CHECK(has(done[0].error, "add a prompt"));
  DOCTEST_CHECK_FALSE(done[0].step);
  DOCTEST_REQUIRE(done[1].step);
  DOCTEST_CHECK(done[1].step->step == 1);
  DOCTEST_CHECK(done[2].status == Status::non_finite);
  DOCTEST_CHECK(bad.summary().steps_run == 0);
  // The same bytes as with nobody there.
  step_together(places);
  Session same = drawn("a red apple", 3);
  const std::vector<Session*> nobody{nullptr, &same, nullptr};
  step_together(nobody);
  step_together(nobody);
  DOCTEST_CHECK(good.latent(0) == same.latent(0));
  // Then all go on.
  empty.add_prompts("the sea");
  bad.set_prompts("the sea");
  for (const PlaceStep& place : step_together(places)) DOCTEST_CHECK(place.step);
  DOCTEST_CHECK(empty.summary().steps_run == 1);
  DOCTEST_CHECK_THROWS_AS(step_together(std::vector<Session*>{}), Error);
}

DOCTEST_TEST_CASE("A picture of a group is drawn again from its record, alone") {
  const TemporaryFolder folder;
  Session a = drawn("a red apple", 4);
  Session b = drawn("the sea | rain:-0.3", 6, 9);
  std::vector<Session*> places{nullptr, &a, &b, nullptr};
  for (int count = 0; count < 6; ++count) {
    if (count == 2) b.set_prompts("a blue car");
    if (count == 4) places[1] = nullptr;
    for (const PlaceStep& place : step_together(places)) {
      DOCTEST_CHECK(place.status == Status::ok);
    }
  }
  DOCTEST_CHECK(a.run().outcome == Outcome::completed);
  DOCTEST_CHECK(b.run().outcome == Outcome::completed);
  for (Session* session : {&a, &b}) {
    Session again = Session::again(again_model(), session->record());
    again.run();
    DOCTEST_CHECK(again.record() == session->record());
    DOCTEST_CHECK(again.latent(0) == session->latent(0));
    DOCTEST_CHECK(again.image().rgb == session->image().rgb);
  }
  // Again in a group, at its place and no other.
  Session again = Session::again(again_model(), a.record());
  const Status moved = test::status_of([&] {
    step_together(std::vector<Session*>{&again, nullptr, nullptr, nullptr});
  });
  DOCTEST_CHECK(moved == Status::invalid_state);
  std::vector<Session*> own{nullptr, &again, nullptr, nullptr};
  for (int count = 0; count < 4; ++count) DOCTEST_CHECK(step_together(own)[1].step);
  DOCTEST_CHECK(step_together(own)[1].status == Status::invalid_state);
  DOCTEST_CHECK(again.latent(0) == a.latent(0));
  // Records of no group and of impossible ones.
  nlohmann::json record = nlohmann::json::parse(a.record());
  for (const nlohmann::json& group :
       {nlohmann::json{{"size", 1}, {"place", 0}}, nlohmann::json{{"size", 4}, {"place", 4}},
        nlohmann::json{{"size", 65}, {"place", 0}}, nlohmann::json{{"size", 4}},
        nlohmann::json("4")}) {
    record["group"] = group;
    DOCTEST_CHECK(test::status_of([&] { Session::again(again_model(), record.dump()); }) ==
                  Status::invalid_argument);
  }
  record.erase("group");
  Session single = Session::again(again_model(), record.dump());
  DOCTEST_CHECK(test::status_of([&] {
                  step_together(std::vector<Session*>{nullptr, &single});
                }) == Status::invalid_state);
}

DOCTEST_TEST_CASE("Cancelled from another thread, a member ends at its next run") {
  Session a = drawn("a red apple", 100);
  Session b = drawn("the sea", 100, 9);
  std::vector<Session*> places{&a, &b};
  std::thread other([&] { a.cancel(); });
  for (int count = 0; count < 3; ++count) step_together(places);
  other.join();
  DOCTEST_CHECK(a.run().outcome == Outcome::cancelled);
  DOCTEST_CHECK(a.summary().steps_run == 3);
  // Run alone it goes on in its group: with b still there it is the same.
  Session twin = drawn("a red apple", 100);
  std::vector<Session*> twins{&twin, nullptr};
  for (int count = 0; count < 5; ++count) step_together(twins);
  a.step();
  step_together(places);
  DOCTEST_CHECK(a.latent(0) == twin.latent(0));
}

DOCTEST_TEST_CASE("From a checkpoint a member goes on in its group, with others or alone") {
  const TemporaryFolder folder;
  const std::string file = folder.file("member.checkpoint");
  Session unbroken = drawn("a red apple", 5);
  Session neighbour = drawn("the sea", 5, 9);
  std::vector<Session*> places{&neighbour, &unbroken, nullptr};
  for (int count = 0; count < 5; ++count) {
    step_together(places);
    if (count == 1) unbroken.save_checkpoint(file);
  }
  unbroken.run();
  Session alone = Session::resume(again_model(), file);
  alone.run();
  DOCTEST_CHECK(alone.record() == unbroken.record());
  DOCTEST_CHECK(alone.latent(0) == unbroken.latent(0));
  Session together = Session::resume(again_model(), file);
  Session other = drawn("rain", 5, 10);
  DOCTEST_CHECK(test::status_of([&] {
                  step_together(std::vector<Session*>{&together, &other, nullptr});
                }) == Status::invalid_state);
  std::vector<Session*> others{nullptr, &together, &other};
  for (int count = 0; count < 3; ++count) step_together(others);
  together.run();
  DOCTEST_CHECK(together.record() == unbroken.record());
  DOCTEST_CHECK(together.latent(0) == unbroken.latent(0));
}
