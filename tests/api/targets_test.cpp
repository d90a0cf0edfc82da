// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// What a picture shall show, what it starts from, and what can be read of a session.
#include <limits>
#include <thread>

#include "api/model.hpp"

using namespace clipdraw::test;

namespace {

constexpr float kNoStop = -std::numeric_limits<float>::infinity();
constexpr clipdraw_status kInvalid = CLIPDRAW_ERROR_INVALID_ARGUMENT;
constexpr clipdraw_status kState = CLIPDRAW_ERROR_INVALID_STATE;

// A picture of two colours, larger than the tiny model's and not square.
struct Picture {
  Picture() : rgb(3 * 40 * 30) {
    for (size_t i = 0; i < rgb.size(); ++i) {
      rgb[i] = static_cast<uint8_t>(i % 3 == 0 ? 220 : (i / 3) % 40 < 20 ? 30 : 90);
    }
  }
  std::vector<uint8_t> rgb;
  clipdraw_image view{rgb.data(), 40, 30, 0};
};

std::vector<float> latent(clipdraw_session* session) {
  size_t count = 0;
  DOCTEST_REQUIRE(clipdraw_session_read_latent(session, 0, nullptr, 0, &count) == CLIPDRAW_OK);
  std::vector<float> values(count);
  DOCTEST_REQUIRE(clipdraw_session_read_latent(session, 0, values.data(), count, nullptr) ==
                  CLIPDRAW_OK);
  return values;
}

void run(clipdraw_session* session) {
  DOCTEST_REQUIRE(clipdraw_session_run(session, nullptr, nullptr, nullptr) == CLIPDRAW_OK);
}

}  // namespace

DOCTEST_TEST_CASE("A text, and the point that it is, draw the same picture") {
  // Both start from random codes: a prior reads words.
  const auto options = few_steps(3);
  DOCTEST_REQUIRE(clipdraw_options_set(options.get(), "start", "random") == CLIPDRAW_OK);
  const auto make = [&] {
    clipdraw_session* session = nullptr;
    DOCTEST_REQUIRE(clipdraw_session_create(tiny_model(), options.get(), &session) == CLIPDRAW_OK);
    return SessionPtr(session, &clipdraw_session_free);
  };
  const auto text = make();
  const auto point = make();
  const auto other = make();
  const std::vector<float> cat = encode_text("a cat");
  std::vector<float> long_cat = cat;
  for (float& value : long_cat) value *= 20;
  DOCTEST_CHECK(clipdraw_session_add_text(text.get(), "a cat", 1, kNoStop) == CLIPDRAW_OK);
  DOCTEST_CHECK(clipdraw_session_add_embedding(point.get(), cat.data(), cat.size(), 1, kNoStop) ==
                CLIPDRAW_OK);
  DOCTEST_CHECK(clipdraw_session_add_embedding(other.get(), long_cat.data(), cat.size(), 1,
                                               kNoStop) == CLIPDRAW_OK);
  run(text.get());
  run(point.get());
  run(other.get());
  const std::vector<float> expected = latent(text.get());
  DOCTEST_CHECK(latent(point.get()) == expected);
  // Brought to length 1, up to rounding; the first step of Adam makes much of little.
  const std::vector<float> near = latent(other.get());
  for (size_t i = 0; i < near.size(); ++i) {
    DOCTEST_CHECK(near[i] == doctest::Approx(expected[i]).epsilon(0.02));
  }
}

DOCTEST_TEST_CASE("Pictures and points that are none are refused") {
  const auto session = make_session(1, nullptr);
  const Picture picture;
  const auto add = [&](const clipdraw_image* image, float weight, float stop) {
    return clipdraw_session_add_image(session.get(), image, weight, stop);
  };
  clipdraw_image image = picture.view;
  DOCTEST_CHECK(clipdraw_session_add_image(nullptr, &image, 1, kNoStop) == kInvalid);
  DOCTEST_CHECK(add(nullptr, 1, kNoStop) == kInvalid);
  DOCTEST_CHECK(add(&image, 0, kNoStop) == kInvalid);
  DOCTEST_CHECK(add(&image, NAN, kNoStop) == kInvalid);
  DOCTEST_CHECK(add(&image, INFINITY, kNoStop) == kInvalid);
  DOCTEST_CHECK(add(&image, 1, NAN) == kInvalid);
  image.pixels = nullptr;
  DOCTEST_CHECK(add(&image, 1, kNoStop) == kInvalid);
  for (const auto& [width, height, row_bytes] : {std::tuple<int32_t, int32_t, size_t>{0, 3, 0},
                                                 {3, 0, 0},
                                                 {-1, 3, 0},
                                                 {3, INT32_MIN, 0},
                                                 {INT32_MAX, INT32_MAX, 0},
                                                 {16385, 1, 0},
                                                 {40, 30, 119},
                                                 {40, 30, SIZE_MAX}}) {
    image = {picture.rgb.data(), width, height, row_bytes};
    DOCTEST_CHECK(add(&image, 1, kNoStop) == kInvalid);
    DOCTEST_CHECK(clipdraw_session_start_from(session.get(), &image) == kInvalid);
    float value = 0;
    DOCTEST_CHECK(clipdraw_model_encode_image(tiny_model(), &image, &value, 100000, nullptr) ==
                  kInvalid);
  }
  std::vector<float> point = encode_text("a cat");
  const auto add_point = [&](const float* values, size_t count) {
    return clipdraw_session_add_embedding(session.get(), values, count, 1, kNoStop);
  };
  DOCTEST_CHECK(clipdraw_session_add_embedding(nullptr, point.data(), point.size(), 1, kNoStop) ==
                kInvalid);
  DOCTEST_CHECK(clipdraw_session_add_embedding(session.get(), point.data(), point.size(), 0,
                                               kNoStop) == kInvalid);
  DOCTEST_CHECK(add_point(nullptr, point.size()) == kInvalid);
  DOCTEST_CHECK(add_point(point.data(), point.size() - 1) == kInvalid);
  DOCTEST_CHECK(add_point(point.data(), 0) == kInvalid);
  DOCTEST_CHECK(add_point(point.data(), SIZE_MAX) == kInvalid);
  point[0] = NAN;
  DOCTEST_CHECK(add_point(point.data(), point.size()) == kInvalid);
  std::fill(point.begin(), point.end(), 0.0F);
  DOCTEST_CHECK(add_point(point.data(), point.size()) == kInvalid);
  DOCTEST_CHECK(clipdraw_session_start(session.get()) == kState);  // nothing was added
}

DOCTEST_TEST_CASE("Prompts are replaced as a whole or stay, and taken away") {
  const auto session = make_session(4, "a cat | a dog");
  DOCTEST_CHECK(clipdraw_session_set_prompts(nullptr, "x") == kInvalid);
  DOCTEST_CHECK(clipdraw_session_clear_prompts(nullptr) == kInvalid);
  for (const char* bad : {"", "a cat |", "a cat:0", "\xC3\x28"}) {
    DOCTEST_CAPTURE(bad);
    DOCTEST_CHECK(clipdraw_session_set_prompts(session.get(), bad) == kInvalid);
  }
  DOCTEST_CHECK(clipdraw_session_set_prompts(session.get(), nullptr) == kInvalid);
  DOCTEST_CHECK(record_of(session.get())["prompt"] == "a cat | a dog");
  DOCTEST_CHECK(clipdraw_session_set_prompts(session.get(), "a bird:2") == CLIPDRAW_OK);
  DOCTEST_CHECK(record_of(session.get())["prompt"] == "a bird:2");
  DOCTEST_CHECK(record_of(session.get())["prompts"].size() == 1);
  DOCTEST_CHECK(clipdraw_session_step(session.get(), nullptr) == CLIPDRAW_OK);
  DOCTEST_CHECK(clipdraw_session_clear_prompts(session.get()) == CLIPDRAW_OK);
  DOCTEST_CHECK(record_of(session.get())["prompts"].empty());
  DOCTEST_CHECK(record_of(session.get())["prompt"] == "");
  DOCTEST_CHECK(clipdraw_session_step(session.get(), nullptr) == kState);
  DOCTEST_CHECK(clipdraw_session_add_prompts(session.get(), "a fish") == CLIPDRAW_OK);
  DOCTEST_CHECK(clipdraw_session_step(session.get(), nullptr) == CLIPDRAW_OK);
  const nlohmann::json record = record_of(session.get());
  DOCTEST_CHECK(record["prompt"] == "a fish");
  DOCTEST_REQUIRE(record["earlier_prompts"].size() == 1);
  DOCTEST_CHECK(record["earlier_prompts"][0]["until_step"] == 1);
  DOCTEST_CHECK(record["earlier_prompts"][0]["prompts"][0]["text"] == "a bird");
}

DOCTEST_TEST_CASE("A change on the way changes the picture from there on") {
  const auto same = make_session(4, "a cat");
  const auto changed = make_session(4, "a cat");
  for (clipdraw_session* session : {same.get(), changed.get()}) {
    DOCTEST_REQUIRE(clipdraw_session_step(session, nullptr) == CLIPDRAW_OK);
    DOCTEST_REQUIRE(clipdraw_session_step(session, nullptr) == CLIPDRAW_OK);
  }
  DOCTEST_CHECK(latent(same.get()) == latent(changed.get()));
  DOCTEST_REQUIRE(clipdraw_session_set_prompts(changed.get(), "a blue car") == CLIPDRAW_OK);
  DOCTEST_CHECK(latent(same.get()) == latent(changed.get()));
  run(same.get());
  run(changed.get());
  DOCTEST_CHECK(latent(same.get()) != latent(changed.get()));
}

DOCTEST_TEST_CASE("A session starts from a picture of the caller's") {
  const Picture picture;
  const auto plain = make_session(1);
  const auto given = make_session(1);
  DOCTEST_CHECK(clipdraw_session_start_from(nullptr, &picture.view) == kInvalid);
  DOCTEST_CHECK(clipdraw_session_start_from(given.get(), nullptr) == kInvalid);
  DOCTEST_CHECK(clipdraw_session_start_from(given.get(), &picture.view) == CLIPDRAW_OK);
  DOCTEST_REQUIRE(clipdraw_session_start(plain.get()) == CLIPDRAW_OK);
  DOCTEST_REQUIRE(clipdraw_session_start(given.get()) == CLIPDRAW_OK);
  DOCTEST_CHECK(latent(plain.get()) != latent(given.get()));
  DOCTEST_CHECK(clipdraw_session_start_from(given.get(), &picture.view) == kState);
  const nlohmann::json record = record_of(given.get());
  DOCTEST_CHECK(record["options"]["start"] == "image");
  DOCTEST_CHECK(record["start_image"]["width"] == 40);
  DOCTEST_CHECK(record["start_image"]["sha256"].get<std::string>().size() == 64);
  DOCTEST_CHECK(!record_of(plain.get()).contains("start_image"));
  // The choice alone is not enough.
  const auto options = few_steps(1);
  DOCTEST_REQUIRE(clipdraw_options_set(options.get(), "start", "image") == CLIPDRAW_OK);
  clipdraw_session* session = nullptr;
  DOCTEST_REQUIRE(clipdraw_session_create(tiny_model(), options.get(), &session) == CLIPDRAW_OK);
  const SessionPtr owner(session, &clipdraw_session_free);
  DOCTEST_REQUIRE(clipdraw_session_add_prompts(session, "a cat") == CLIPDRAW_OK);
  DOCTEST_CHECK(clipdraw_session_start(session) == kState);
}

DOCTEST_TEST_CASE("Z is described and copied") {
  const auto session = make_session(1);
  clipdraw_latent_info info{};
  info.struct_size = sizeof info;
  size_t count = 99;
  DOCTEST_CHECK(clipdraw_session_latent_count(nullptr) == 0);
  DOCTEST_CHECK(clipdraw_session_latent_count(session.get()) == 0);
  DOCTEST_CHECK(clipdraw_session_get_latent_info(session.get(), 0, &info) == kState);
  DOCTEST_CHECK(clipdraw_session_read_latent(session.get(), 0, nullptr, 0, &count) == kState);
  DOCTEST_REQUIRE(clipdraw_session_start(session.get()) == CLIPDRAW_OK);
  DOCTEST_REQUIRE(clipdraw_session_latent_count(session.get()) == 1);
  DOCTEST_CHECK(clipdraw_session_get_latent_info(nullptr, 0, &info) == kInvalid);
  DOCTEST_CHECK(clipdraw_session_get_latent_info(session.get(), 1, &info) == kInvalid);
  DOCTEST_REQUIRE(clipdraw_session_get_latent_info(session.get(), 0, &info) == CLIPDRAW_OK);
  clipdraw_model_info model{};
  model.struct_size = sizeof model;
  DOCTEST_REQUIRE(clipdraw_model_get_info(tiny_model(), &model) == CLIPDRAW_OK);
  DOCTEST_CHECK(!std::string(info.name).empty());
  DOCTEST_CHECK(info.shape[0] == 1);
  DOCTEST_CHECK(info.shape[1] == model.latent_channels);
  DOCTEST_CHECK(info.shape[2] == model.native_height / model.downscale);
  DOCTEST_CHECK(info.shape[3] == model.native_width / model.downscale);
  DOCTEST_CHECK(info.learning_rate_scale == 1);
  DOCTEST_CHECK(clipdraw_session_read_latent(nullptr, 0, nullptr, 0, &count) == kInvalid);
  DOCTEST_CHECK(clipdraw_session_read_latent(session.get(), 1, nullptr, 0, &count) == kInvalid);
  DOCTEST_CHECK(clipdraw_session_read_latent(session.get(), 0, nullptr, 0, nullptr) == kInvalid);
  DOCTEST_CHECK(clipdraw_session_read_latent(session.get(), 0, nullptr, 9, &count) == kInvalid);
  DOCTEST_CHECK(count == 99);
  float one = 7;
  DOCTEST_CHECK(clipdraw_session_read_latent(session.get(), 0, &one, 1, &count) == kInvalid);
  DOCTEST_CHECK(one == 7);
  DOCTEST_CHECK(count == static_cast<size_t>(info.shape[1]) * static_cast<size_t>(info.shape[2]) *
                             static_cast<size_t>(info.shape[3]));
  const std::vector<float> values = latent(session.get());
  DOCTEST_CHECK(
      std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); }));
}

DOCTEST_TEST_CASE("Times add up, and the summary follows the session") {
  const auto session = make_session(3);
  clipdraw_times times{};
  clipdraw_summary summary{};
  times.struct_size = sizeof times;
  summary.struct_size = sizeof summary;
  DOCTEST_CHECK(clipdraw_session_get_times(nullptr, &times) == kInvalid);
  DOCTEST_CHECK(clipdraw_session_get_summary(nullptr, &summary) == kInvalid);
  DOCTEST_REQUIRE(clipdraw_session_get_summary(session.get(), &summary) == CLIPDRAW_OK);
  DOCTEST_CHECK(summary.outcome == CLIPDRAW_NOT_RUN);
  DOCTEST_CHECK(summary.steps_run == 0);
  DOCTEST_REQUIRE(clipdraw_session_step(session.get(), nullptr) == CLIPDRAW_OK);
  DOCTEST_REQUIRE(clipdraw_session_get_summary(session.get(), &summary) == CLIPDRAW_OK);
  DOCTEST_CHECK(summary.outcome == CLIPDRAW_NOT_RUN);
  DOCTEST_CHECK(summary.steps_run == 1);
  DOCTEST_CHECK(summary.first_distance > 0);
  run(session.get());
  DOCTEST_REQUIRE(clipdraw_session_get_summary(session.get(), &summary) == CLIPDRAW_OK);
  DOCTEST_CHECK(summary.outcome == CLIPDRAW_COMPLETED);
  DOCTEST_CHECK(summary.steps_run == 3);
  DOCTEST_REQUIRE(clipdraw_session_get_times(session.get(), &times) == CLIPDRAW_OK);
  DOCTEST_CHECK(times.steps == 3);
  double sum = 0;
  for (const double part : {times.text, times.first_picture, times.generator_forward,
                            times.generator_backward, times.cutouts_forward, times.cutouts_backward,
                            times.clip_forward, times.clip_backward, times.optimizer}) {
    DOCTEST_CHECK(part > 0);
    sum += part;
  }
  DOCTEST_CHECK(times.total >= sum * 0.999);
}

DOCTEST_TEST_CASE("The work of a step follows the options, before the start too") {
  const auto session_of = [](const char* size, const char* cutouts) {
    const OptionsPtr options = few_steps(1);
    DOCTEST_REQUIRE(clipdraw_options_set(options.get(), "size", size) == CLIPDRAW_OK);
    DOCTEST_REQUIRE(clipdraw_options_set(options.get(), "cutouts", cutouts) == CLIPDRAW_OK);
    clipdraw_session* session = nullptr;
    DOCTEST_REQUIRE(clipdraw_session_create(tiny_model(), options.get(), &session) == CLIPDRAW_OK);
    return SessionPtr(session, &clipdraw_session_free);
  };
  const auto work_of = [&](const char* size, const char* cutouts) {
    const auto session = session_of(size, cutouts);
    clipdraw_work work{};
    work.struct_size = sizeof work;
    DOCTEST_REQUIRE(clipdraw_session_get_work(session.get(), &work) == CLIPDRAW_OK);
    return work;
  };
  const clipdraw_work one = work_of("32x32", "1");
  DOCTEST_CHECK(one.generator_forward > 0);
  DOCTEST_CHECK(one.generator_backward > 0);
  DOCTEST_CHECK(one.clip_forward > 0);
  DOCTEST_CHECK(one.clip_backward >= one.clip_forward);
  const clipdraw_work more = work_of("64x32", "7");
  DOCTEST_CHECK(more.clip_forward == 7 * one.clip_forward);
  DOCTEST_CHECK(more.clip_backward == 7 * one.clip_backward);
  DOCTEST_CHECK(more.generator_forward >= 2 * one.generator_forward);

  clipdraw_work work{};
  work.struct_size = sizeof work;
  DOCTEST_CHECK(clipdraw_session_get_work(nullptr, &work) == kInvalid);
  const auto session = session_of("33x32", "1");
  DOCTEST_CHECK(clipdraw_session_get_work(session.get(), &work) == kInvalid);
  DOCTEST_CHECK(std::string(clipdraw_last_error()).find("33x32") != std::string::npos);
}

namespace {

// Every call of the session that is not cancel, with arguments that are right.
std::map<std::string, clipdraw_status> call_everything(clipdraw_session* session) {
  static const Picture picture;
  static const std::vector<float> point = encode_text("a cat");
  clipdraw_latent_info latent_info{};
  clipdraw_times times{};
  clipdraw_summary summary{};
  clipdraw_work work{};
  work.struct_size = sizeof work;
  latent_info.struct_size = sizeof latent_info;
  times.struct_size = sizeof times;
  summary.struct_size = sizeof summary;
  int32_t side = 0;
  size_t count = 0;
  const TemporaryFolder folder;
  std::map<std::string, clipdraw_status> results;
  results["clear"] = clipdraw_session_clear_prompts(session);
  results["set"] = clipdraw_session_set_prompts(session, "a dog");
  results["add_text"] = clipdraw_session_add_text(session, "a cat", 1, kNoStop);
  results["add_prompts"] = clipdraw_session_add_prompts(session, "a cat:0.5");
  results["add_image"] = clipdraw_session_add_image(session, &picture.view, 0.5F, kNoStop);
  results["add_embedding"] =
      clipdraw_session_add_embedding(session, point.data(), point.size(), 1, kNoStop);
  results["start_from"] = clipdraw_session_start_from(session, &picture.view);
  results["start"] = clipdraw_session_start(session);
  results["step"] = clipdraw_session_step(session, nullptr);
  results["run"] = clipdraw_session_run(session, nullptr, nullptr, nullptr);
  results["read_image"] = clipdraw_session_read_image(session, nullptr, 0, &side, &side);
  results["latent_info"] = clipdraw_session_get_latent_info(session, 0, &latent_info);
  results["read_latent"] = clipdraw_session_read_latent(session, 0, nullptr, 0, &count);
  results["times"] = clipdraw_session_get_times(session, &times);
  results["work"] = clipdraw_session_get_work(session, &work);
  results["summary"] = clipdraw_session_get_summary(session, &summary);
  results["record"] = clipdraw_session_record(session, nullptr, 0, &count);
  results["save"] = clipdraw_session_save(session, folder.file("a.png").c_str(), CLIPDRAW_KEEP);
  return results;
}

const std::vector<std::string> kWork = {"start_from", "start", "step", "run"};

}  // namespace

DOCTEST_TEST_CASE("A callback may read the session and change its prompts, and no more") {
  const auto session = make_session(2);
  std::map<std::string, clipdraw_status> results;
  const auto on_step = [](clipdraw_session* self, const clipdraw_step*,
                          void* user) -> clipdraw_action {
    *static_cast<std::map<std::string, clipdraw_status>*>(user) = call_everything(self);
    DOCTEST_CHECK(clipdraw_session_latent_count(self) == 1);
    return CLIPDRAW_CONTINUE;
  };
  DOCTEST_REQUIRE(clipdraw_session_run(session.get(), on_step, &results, nullptr) == CLIPDRAW_OK);
  for (const auto& row : results) {
    const auto& name = std::get<0>(row);
    const auto& status = std::get<1>(row);
    DOCTEST_CAPTURE(name);
    const bool is_work = std::find(kWork.begin(), kWork.end(), name) != kWork.end();
    DOCTEST_CHECK(status == (is_work ? kState : CLIPDRAW_OK));
  }
  DOCTEST_CHECK(record_of(session.get())["prompts"].size() == 5);
}

DOCTEST_TEST_CASE("A second thread is refused by every call while a session is at work") {
  const auto session = make_session(1);
  const auto on_step = [](clipdraw_session* self, const clipdraw_step*, void*) -> clipdraw_action {
    std::thread([&] {
      for (const auto& row : call_everything(self)) {
        const auto& name = std::get<0>(row);
        const auto& status = std::get<1>(row);
        DOCTEST_CAPTURE(name);
        DOCTEST_CHECK(status == kState);
      }
      DOCTEST_CHECK(clipdraw_session_latent_count(self) == 0);
    }).join();
    return CLIPDRAW_CONTINUE;
  };
  DOCTEST_REQUIRE(clipdraw_session_run(session.get(), on_step, nullptr, nullptr) == CLIPDRAW_OK);
  DOCTEST_CHECK(record_of(session.get())["prompts"].size() == 1);
}

DOCTEST_TEST_CASE("A log function cannot work on the session that is logging") {
  struct Log {
    clipdraw_session* session = nullptr;
    int lines = 0;
  } log;
  const auto on_log = [](clipdraw_log_level, const char*, void* user) {
    Log& self = *static_cast<Log*>(user);
    if (self.session == nullptr) return;
    ++self.lines;
    DOCTEST_CHECK(clipdraw_session_clear_prompts(self.session) == kState);
    DOCTEST_CHECK(clipdraw_session_step(self.session, nullptr) == kState);
  };
  clipdraw_model* model = nullptr;
  DOCTEST_REQUIRE(clipdraw_model_load(tiny_weights().c_str(), on_log, &log, &model) == CLIPDRAW_OK);
  const auto options = few_steps(1);
  DOCTEST_REQUIRE(clipdraw_session_create(model, options.get(), &log.session) == CLIPDRAW_OK);
  // Nothing that a prior could draw: the session says so.
  DOCTEST_CHECK(clipdraw_session_add_prompts(log.session, "rain:-1") == CLIPDRAW_OK);
  run(log.session);
  DOCTEST_CHECK(log.lines > 0);
  clipdraw_session_free(log.session);
  clipdraw_model_free(model);
}
