// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// Structs grow from version to version: an older program has a smaller one, a newer a larger one.
#include <cstddef>
#include <cstring>

#include "api/model.hpp"

using namespace clipdraw::test;

namespace {

constexpr clipdraw_status kInvalid = CLIPDRAW_ERROR_INVALID_ARGUMENT;
constexpr size_t kSmallest = sizeof(size_t) + sizeof(int32_t);

// fill: a call that fills a struct and can be made again and again.
template <typename Struct, typename Fill>
void check_sizes(Fill&& fill) {
  struct Room {
    Struct value;
    char more[24];
  };
  constexpr unsigned char kUntouched = 0xA5;
  Struct whole{};
  whole.struct_size = sizeof whole;
  DOCTEST_REQUIRE(fill(&whole) == CLIPDRAW_OK);
  for (size_t size = kSmallest; size <= sizeof(Room); size += 4) {
    DOCTEST_CAPTURE(size);
    // What is written may be the very byte that was there, a pointer's for example; not of two.
    bool first_written = false;
    bool last_written = false;
    for (const unsigned char before : {kUntouched, static_cast<unsigned char>(~kUntouched)}) {
      Room room;
      std::memset(static_cast<void*>(&room), before, sizeof room);
      room.value.struct_size = size;
      DOCTEST_REQUIRE(fill(&room.value) == CLIPDRAW_OK);
      DOCTEST_CHECK(room.value.struct_size == size);
      const auto* bytes = reinterpret_cast<const unsigned char*>(&room);
      first_written = first_written || bytes[kSmallest - 1] != before;
      last_written = last_written || bytes[sizeof(Struct) - 1] != before;
      const size_t written = std::min(size, sizeof(Struct));
      DOCTEST_CHECK(std::all_of(bytes + written, bytes + sizeof room,
                                [before](unsigned char byte) { return byte == before; }));
    }
    DOCTEST_CHECK(first_written);
    DOCTEST_CHECK(last_written == (size >= sizeof(Struct)));
  }
  for (const size_t size : {size_t{0}, size_t{4}, sizeof(void*), kSmallest - 1}) {
    DOCTEST_CAPTURE(size);
    Room room;
    std::memset(static_cast<void*>(&room), kUntouched, sizeof room);
    room.value.struct_size = size;
    DOCTEST_CHECK(fill(&room.value) == kInvalid);
    const auto* bytes = reinterpret_cast<const unsigned char*>(&room);
    DOCTEST_CHECK(std::all_of(bytes + sizeof(size_t), bytes + sizeof room,
                              [](unsigned char byte) { return byte == kUntouched; }));
  }
  DOCTEST_CHECK(fill(nullptr) == kInvalid);
}

}  // namespace

DOCTEST_TEST_CASE("Structs that tell of library, machine and model") {
  check_sizes<clipdraw_option_info>(
      [](clipdraw_option_info* out) { return clipdraw_option_get_info(1, out); });
  check_sizes<clipdraw_device_info>(
      [](clipdraw_device_info* out) { return clipdraw_device_get_info(0, out); });
  check_sizes<clipdraw_model_info>(
      [](clipdraw_model_info* out) { return clipdraw_model_get_info(tiny_model(), out); });
  check_sizes<clipdraw_memory_plan>([](clipdraw_memory_plan* out) {
    return clipdraw_model_plan_memory(tiny_model(), nullptr, 1, out);
  });
  check_sizes<clipdraw_clip_info>(
      [](clipdraw_clip_info* out) { return clipdraw_model_get_clip_info(tiny_model(), 0, out); });
  const std::vector<uint8_t> pixels(3 * 8 * 8, 99);
  const clipdraw_image image{pixels.data(), 8, 8, 0};
  check_sizes<clipdraw_score>([&](clipdraw_score* out) {
    return clipdraw_model_score(tiny_model(), &image, "a cat", out);
  });
}

DOCTEST_TEST_CASE("Structs that tell of a session") {
  const auto session = make_session(2);
  DOCTEST_REQUIRE(clipdraw_session_run(session.get(), nullptr, nullptr, nullptr) == CLIPDRAW_OK);
  check_sizes<clipdraw_latent_info>([&](clipdraw_latent_info* out) {
    return clipdraw_session_get_latent_info(session.get(), 0, out);
  });
  check_sizes<clipdraw_times>(
      [&](clipdraw_times* out) { return clipdraw_session_get_times(session.get(), out); });
  check_sizes<clipdraw_work>(
      [&](clipdraw_work* out) { return clipdraw_session_get_work(session.get(), out); });
  check_sizes<clipdraw_summary>(
      [&](clipdraw_summary* out) { return clipdraw_session_get_summary(session.get(), out); });
}

DOCTEST_TEST_CASE("Structs that may be left out: those of a step and a run") {
  const auto session = make_session(40);
  for (const size_t size : {kSmallest, sizeof(clipdraw_step), sizeof(clipdraw_step) + 8}) {
    DOCTEST_CAPTURE(size);
    unsigned char bytes[sizeof(clipdraw_step) + 8];
    std::memset(bytes, 0xA5, sizeof bytes);
    auto* step = reinterpret_cast<clipdraw_step*>(bytes);
    std::memcpy(bytes, &size, sizeof size);
    DOCTEST_REQUIRE(clipdraw_session_step(session.get(), step) == CLIPDRAW_OK);
    DOCTEST_CHECK(step->step > 0);
    DOCTEST_CHECK(bytes[std::min(size, sizeof(clipdraw_step)) - 1] != 0xA5);
    if (size == kSmallest) DOCTEST_CHECK(bytes[size] == 0xA5);
    DOCTEST_CHECK(bytes[sizeof(clipdraw_step)] == 0xA5);
  }
  clipdraw_step no_size{};
  DOCTEST_CHECK(clipdraw_session_step(session.get(), &no_size) == kInvalid);
  clipdraw_summary summary{};
  DOCTEST_CHECK(clipdraw_session_run(session.get(), nullptr, nullptr, &summary) == kInvalid);
  clipdraw_session_cancel(session.get());
  summary.struct_size = offsetof(clipdraw_summary, first_distance);
  summary.first_distance = -77;
  DOCTEST_REQUIRE(clipdraw_session_run(session.get(), nullptr, nullptr, &summary) == CLIPDRAW_OK);
  DOCTEST_CHECK(summary.outcome == CLIPDRAW_CANCELLED);
  DOCTEST_CHECK(summary.steps_run == 3);  // a refused call ran no step
  DOCTEST_CHECK(summary.first_distance == -77);
}

DOCTEST_TEST_CASE("What an older program's struct does not have counts as not given") {
  const std::string folder = tiny_weights();
  clipdraw_model_files files;
  std::memset(static_cast<void*>(&files), 0xA5, sizeof files);
  files.struct_size = offsetof(clipdraw_model_files, clips);
  files.weights_dir = folder.c_str();
  clipdraw_model* model = nullptr;
  DOCTEST_REQUIRE(clipdraw_model_load_files(&files, nullptr, nullptr, &model) == CLIPDRAW_OK);
  clipdraw_model_free(model);
}
