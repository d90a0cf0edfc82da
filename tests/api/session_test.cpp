// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// A session through the C functions: order, sizes, endings, threads.
#include <atomic>
#include <limits>
#include <thread>

#include "api/model.hpp"

using namespace clipdraw::test;

namespace {

constexpr float kNoStop = -std::numeric_limits<float>::infinity();
constexpr clipdraw_status kInvalid = CLIPDRAW_ERROR_INVALID_ARGUMENT;
constexpr clipdraw_status kState = CLIPDRAW_ERROR_INVALID_STATE;

std::vector<uint8_t> pixels(clipdraw_session* session) {
  int32_t width = 0;
  int32_t height = 0;
  DOCTEST_REQUIRE(clipdraw_session_read_image(session, nullptr, 0, &width, &height) == CLIPDRAW_OK);
  std::vector<uint8_t> rgb(static_cast<size_t>(width) * static_cast<size_t>(height) * 3);
  DOCTEST_REQUIRE(clipdraw_session_read_image(session, rgb.data(), rgb.size(), nullptr, nullptr) ==
                  CLIPDRAW_OK);
  return rgb;
}

clipdraw_summary run(clipdraw_session* session, clipdraw_step_fn on_step = nullptr,
                     void* user = nullptr) {
  clipdraw_summary summary{};
  summary.struct_size = sizeof summary;
  const clipdraw_status status = clipdraw_session_run(session, on_step, user, &summary);
  DOCTEST_CAPTURE(clipdraw_last_error());
  DOCTEST_REQUIRE(status == CLIPDRAW_OK);
  return summary;
}

bool has(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

}  // namespace

DOCTEST_TEST_CASE("A run does every step and tells about it") {
  const auto session = make_session(3);
  std::vector<int> seen;
  const auto on_step = [](clipdraw_session*, const clipdraw_step* step,
                          void* user) -> clipdraw_action {
    static_cast<std::vector<int>*>(user)->push_back(step->step);
    DOCTEST_CHECK(step->struct_size == sizeof(clipdraw_step));
    DOCTEST_CHECK(step->steps == 3);
    DOCTEST_CHECK(std::isfinite(step->loss));
    DOCTEST_CHECK(step->distance > 0);
    return CLIPDRAW_CONTINUE;
  };
  const clipdraw_summary summary = run(session.get(), on_step, &seen);
  DOCTEST_CHECK(seen == std::vector<int>{1, 2, 3});
  DOCTEST_CHECK(summary.outcome == CLIPDRAW_COMPLETED);
  DOCTEST_CHECK(summary.steps_run == 3);
  DOCTEST_CHECK(has(record_text(session.get()), R"("outcome":"completed")"));
  DOCTEST_CHECK(has(record_text(session.get()), R"("prompt":"a red apple")"));
}

DOCTEST_TEST_CASE("Calls in the wrong order are refused and harm nothing") {
  const auto session = make_session(2, nullptr);
  int32_t side = 0;
  DOCTEST_CHECK(clipdraw_session_read_image(session.get(), nullptr, 0, &side, &side) == kState);
  DOCTEST_CHECK(clipdraw_session_save(session.get(), "never.png", CLIPDRAW_KEEP) == kState);
  DOCTEST_CHECK(clipdraw_session_start(session.get()) == kState);
  DOCTEST_CHECK(clipdraw_session_step(session.get(), nullptr) == kState);
  DOCTEST_CHECK(clipdraw_session_run(session.get(), nullptr, nullptr, nullptr) == kState);
  DOCTEST_CHECK(clipdraw_session_add_text(session.get(), "a cat", 1, kNoStop) == CLIPDRAW_OK);
  clipdraw_step step{};
  DOCTEST_CHECK(clipdraw_session_step(session.get(), &step) == kInvalid);  // no struct_size
  step.struct_size = sizeof step;
  DOCTEST_CHECK(clipdraw_session_step(session.get(), &step) == CLIPDRAW_OK);
  DOCTEST_CHECK(step.step == 1);
  DOCTEST_CHECK(clipdraw_session_step(session.get(), &step) == CLIPDRAW_OK);
  DOCTEST_CHECK(clipdraw_session_step(session.get(), &step) == kState);
  DOCTEST_CHECK(run(session.get()).outcome == CLIPDRAW_COMPLETED);
}

DOCTEST_TEST_CASE("Prompts that cannot be drawn are refused, all or none") {
  const auto session = make_session(1, nullptr);
  for (const char* prompts : {"", "   ", "|", "a cat | ", "a cat:0", "\xFF\xFE broken"}) {
    DOCTEST_CAPTURE(prompts);
    DOCTEST_CHECK(clipdraw_session_add_prompts(session.get(), prompts) == kInvalid);
    const std::string text = clipdraw_last_error();
    DOCTEST_CHECK(clipdraw_check_prompts(prompts) == kInvalid);
    DOCTEST_CHECK(clipdraw_last_error() == text);
  }
  DOCTEST_CHECK(clipdraw_check_prompts("a cat:1.5 | rain:-0.4") == CLIPDRAW_OK);
  DOCTEST_CHECK(clipdraw_session_add_text(session.get(), "", 1, kNoStop) == kInvalid);
  DOCTEST_CHECK(clipdraw_session_add_text(session.get(), "a cat", 0, kNoStop) == kInvalid);
  DOCTEST_CHECK(clipdraw_session_add_text(session.get(), "a cat", NAN, kNoStop) == kInvalid);
  DOCTEST_CHECK(clipdraw_session_add_text(session.get(), "a cat", 1, NAN) == kInvalid);
  std::string endless = "a";
  for (int i = 0; i < 200; ++i) endless += " cat";
  DOCTEST_CHECK(clipdraw_session_add_prompts(session.get(), endless.c_str()) == kInvalid);
  DOCTEST_CHECK(clipdraw_session_start(session.get()) == kState);  // still none
}

DOCTEST_TEST_CASE("A buffer that is too small is refused with the size filled in") {
  const auto session = make_session(1);
  DOCTEST_REQUIRE(clipdraw_session_start(session.get()) == CLIPDRAW_OK);
  int32_t width = 0;
  int32_t height = 0;
  uint8_t small[8] = {7, 7, 7, 7, 7, 7, 7, 7};
  DOCTEST_CHECK(clipdraw_session_read_image(session.get(), small, sizeof small, &width, &height) ==
                kInvalid);
  DOCTEST_CHECK(width > 0);
  DOCTEST_CHECK(height > 0);
  DOCTEST_CHECK(std::all_of(std::begin(small), std::end(small), [](uint8_t b) { return b == 7; }));
}

DOCTEST_TEST_CASE("The callback ends a run early or aborts it, and it can go on") {
  const auto session = make_session(4);
  const auto finish = [](clipdraw_session*, const clipdraw_step*, void*) -> clipdraw_action {
    return CLIPDRAW_FINISH;
  };
  const auto abort = [](clipdraw_session*, const clipdraw_step*, void*) -> clipdraw_action {
    return CLIPDRAW_ABORT;
  };
  const auto nonsense = [](clipdraw_session*, const clipdraw_step*, void*) -> clipdraw_action {
    return 77;
  };
  DOCTEST_CHECK(run(session.get(), finish).outcome == CLIPDRAW_FINISHED_EARLY);
  DOCTEST_CHECK(run(session.get(), abort).outcome == CLIPDRAW_ABORTED);
  const clipdraw_summary third = run(session.get(), nonsense);
  DOCTEST_CHECK(third.outcome == CLIPDRAW_ABORTED);
  DOCTEST_CHECK(third.steps_run == 3);
  DOCTEST_CHECK(run(session.get()).outcome == CLIPDRAW_COMPLETED);
}

DOCTEST_TEST_CASE("Inside a callback the session can be read and given prompts, not worked on") {
  const auto session = make_session(1);
  const auto on_step = [](clipdraw_session* self, const clipdraw_step*,
                          void* user) -> clipdraw_action {
    *static_cast<size_t*>(user) = pixels(self).size();
    DOCTEST_CHECK(has(record_text(self), R"("steps_run":1)"));
    DOCTEST_CHECK(clipdraw_session_step(self, nullptr) == kState);
    DOCTEST_CHECK(clipdraw_session_run(self, nullptr, nullptr, nullptr) == kState);
    DOCTEST_CHECK(clipdraw_session_start(self) == kState);
    DOCTEST_CHECK(clipdraw_session_add_prompts(self, "a cat") == CLIPDRAW_OK);
    return CLIPDRAW_CONTINUE;
  };
  size_t size = 0;
  DOCTEST_CHECK(run(session.get(), on_step, &size).outcome == CLIPDRAW_COMPLETED);
  DOCTEST_CHECK(size > 0);
}

DOCTEST_TEST_CASE("A session may be freed in its own callback") {
  auto session = make_session(5);
  const auto on_step = [](clipdraw_session* self, const clipdraw_step*, void*) -> clipdraw_action {
    clipdraw_session_free(self);
    return CLIPDRAW_CONTINUE;
  };
  const clipdraw_summary summary = run(session.release(), on_step);
  DOCTEST_CHECK(summary.outcome == CLIPDRAW_CANCELLED);
  DOCTEST_CHECK(summary.steps_run == 1);
}

DOCTEST_TEST_CASE("Cancel works from another thread, and the session goes on afterwards") {
  const auto session = make_session(100000);
  std::atomic<bool> running{false};
  const auto on_step = [](clipdraw_session*, const clipdraw_step*, void* user) -> clipdraw_action {
    static_cast<std::atomic<bool>*>(user)->store(true);
    return CLIPDRAW_CONTINUE;
  };
  std::thread other([&] {
    while (!running.load()) std::this_thread::yield();
    int32_t side = 0;  // a second thread is told to wait its turn
    DOCTEST_CHECK(clipdraw_session_read_image(session.get(), nullptr, 0, &side, &side) == kState);
    clipdraw_session_cancel(session.get());
  });
  const clipdraw_summary summary = run(session.get(), on_step, &running);
  other.join();
  DOCTEST_CHECK(summary.outcome == CLIPDRAW_CANCELLED);
  DOCTEST_CHECK(summary.steps_run >= 1);
  DOCTEST_CHECK(summary.steps_run < 100000);
  DOCTEST_CHECK(!pixels(session.get()).empty());
  clipdraw_session_cancel(session.get());  // before a run: it ends at once
  DOCTEST_CHECK(run(session.get()).steps_run == summary.steps_run);
  DOCTEST_CHECK(clipdraw_session_step(session.get(), nullptr) == CLIPDRAW_OK);
}

DOCTEST_TEST_CASE("Two sessions on one model at once draw what each draws alone") {
  const auto alone_a = make_session(4, "a red apple");
  const auto alone_b = make_session(4, "a blue car");
  run(alone_a.get());
  run(alone_b.get());

  const auto a = make_session(4, "a red apple");
  const auto b = make_session(4, "a blue car");
  std::thread first([&] { (void)!clipdraw_session_run(a.get(), nullptr, nullptr, nullptr); });
  std::thread second([&] { (void)!clipdraw_session_run(b.get(), nullptr, nullptr, nullptr); });
  first.join();
  second.join();
  DOCTEST_CHECK(pixels(a.get()) == pixels(alone_a.get()));
  DOCTEST_CHECK(pixels(b.get()) == pixels(alone_b.get()));
  DOCTEST_CHECK(pixels(a.get()) != pixels(b.get()));
}

DOCTEST_TEST_CASE("A session outlives its model and its options") {
  clipdraw_model* model = nullptr;
  DOCTEST_REQUIRE(clipdraw_model_load(tiny_weights().c_str(), nullptr, nullptr, &model) ==
                  CLIPDRAW_OK);
  clipdraw_session* session = nullptr;
  {
    const auto options = few_steps(1);
    DOCTEST_REQUIRE(clipdraw_session_create(model, options.get(), &session) == CLIPDRAW_OK);
  }
  clipdraw_model_free(model);
  DOCTEST_CHECK(clipdraw_session_add_prompts(session, "a cat") == CLIPDRAW_OK);
  DOCTEST_CHECK(run(session).outcome == CLIPDRAW_COMPLETED);
  clipdraw_session_free(session);
}

DOCTEST_TEST_CASE("The same seed is the same picture, another seed another one") {
  const auto draw = [](const char* seed) {
    const auto options = few_steps(2);
    DOCTEST_REQUIRE(clipdraw_options_set(options.get(), "seed", seed) == CLIPDRAW_OK);
    clipdraw_session* session = nullptr;
    DOCTEST_REQUIRE(clipdraw_session_create(tiny_model(), options.get(), &session) == CLIPDRAW_OK);
    const SessionPtr owner(session, &clipdraw_session_free);
    DOCTEST_REQUIRE(clipdraw_session_add_prompts(session, "a red apple") == CLIPDRAW_OK);
    run(session);
    return pixels(session);
  };
  const auto once = draw("5");
  DOCTEST_CHECK(draw("5") == once);
  DOCTEST_CHECK(draw("6") != once);
}
