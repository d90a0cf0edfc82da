// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// Does on several threads at once everything that clipdraw.h allows, for ThreadSanitizer.
//
//     threads WEIGHTS FOLDER             WEIGHTS: a small model set; FOLDER: for files
//     threads WEIGHTS FOLDER --planted   what clipdraw.h forbids: one handle on two threads. A
//                                        ThreadSanitizer that works finds it
#include <clipdraw/clipdraw.h>

#include <atomic>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

#define REQUIRE(condition)                                                          \
  do {                                                                              \
    if (!(condition)) {                                                             \
      std::fprintf(stderr, "line %d: %s\n  last error: %s\n", __LINE__, #condition, \
                   clipdraw_last_error());                                          \
      std::exit(1);                                                                 \
    }                                                                               \
  } while (false)

template <auto Free>
struct Freed {
  template <typename Handle>
  void operator()(Handle* handle) const {
    Free(handle);
  }
};
using ModelPtr = std::unique_ptr<clipdraw_model, Freed<clipdraw_model_free>>;
using OptionsPtr = std::unique_ptr<clipdraw_options, Freed<clipdraw_options_free>>;
using SessionPtr = std::unique_ptr<clipdraw_session, Freed<clipdraw_session_free>>;

std::string weights;
std::string folder;

void count_line(clipdraw_log_level, const char* text, void* user) {
  static_cast<std::atomic<std::size_t>*>(user)->fetch_add(std::strlen(text));
}

ModelPtr load(std::atomic<std::size_t>* logged = nullptr) {
  clipdraw_model* model = nullptr;
  REQUIRE(clipdraw_model_load(weights.c_str(), logged != nullptr ? count_line : nullptr, logged,
                              &model) == CLIPDRAW_OK);
  return ModelPtr(model);
}

OptionsPtr few_steps(const clipdraw_model* model, int steps) {
  clipdraw_options* options = nullptr;
  REQUIRE(clipdraw_options_create(model, &options) == CLIPDRAW_OK);
  for (const auto& [name, value] :
       {std::pair<const char*, std::string>{"steps", std::to_string(steps)},
        {"cutouts", "4"},
        {"threads", "1"},
        {"candidates", "2"},
        {"prior-steps", "2"}}) {
    REQUIRE(clipdraw_options_set(options, name, value.c_str()) == CLIPDRAW_OK);
  }
  return OptionsPtr(options);
}

SessionPtr begin(clipdraw_model* model, int steps, const char* prompts = "a red apple") {
  clipdraw_session* session = nullptr;
  REQUIRE(clipdraw_session_create(model, few_steps(model, steps).get(), &session) == CLIPDRAW_OK);
  REQUIRE(clipdraw_session_add_prompts(session, prompts) == CLIPDRAW_OK);
  return SessionPtr(session);
}

clipdraw_summary run(clipdraw_session* session, clipdraw_step_fn on_step = nullptr,
                     void* user = nullptr) {
  clipdraw_summary summary{};
  summary.struct_size = sizeof summary;
  REQUIRE(clipdraw_session_run(session, on_step, user, &summary) == CLIPDRAW_OK);
  return summary;
}

std::vector<std::uint8_t> pixels(clipdraw_session* session) {
  std::int32_t width = 0;
  std::int32_t height = 0;
  REQUIRE(clipdraw_session_read_image(session, nullptr, 0, &width, &height) == CLIPDRAW_OK);
  std::vector<std::uint8_t> rgb(static_cast<std::size_t>(3 * width * height));
  REQUIRE(clipdraw_session_read_image(session, rgb.data(), rgb.size(), nullptr, nullptr) ==
          CLIPDRAW_OK);
  return rgb;
}

template <typename... Bodies>
void side_by_side(Bodies&&... bodies) {
  std::vector<std::thread> threads;
  (threads.emplace_back(std::forward<Bodies>(bodies)), ...);
  for (std::thread& thread : threads) thread.join();
}

// ---- What clipdraw.h allows ---------------------------------------------------------------------

void draw_two_on_one_model() {
  const ModelPtr model = load();
  const auto draw = [&](const char* prompts, const char* name) {
    const SessionPtr session = begin(model.get(), 3, prompts);
    run(session.get());
    REQUIRE(!pixels(session.get()).empty());
    const std::string file = folder + "/" + name;
    REQUIRE(clipdraw_session_save(session.get(), file.c_str(), CLIPDRAW_REPLACE) == CLIPDRAW_OK);
    std::size_t length = 0;
    REQUIRE(clipdraw_inspect_file(file.c_str(), nullptr, 0, &length) == CLIPDRAW_OK);
  };
  side_by_side([&] { draw("a red apple", "a.png"); }, [&] { draw("a blue car", "b.png"); });
}

// The picture changes hands: made on one thread, read and freed on another; its model is freed
// while it is drawn.
void hand_over() {
  ModelPtr model = load();
  SessionPtr session = begin(model.get(), 3);
  side_by_side([&] { run(session.get()); }, [&] { model.reset(); });
  side_by_side([&] {
    REQUIRE(!pixels(session.get()).empty());
    session.reset();
  });
}

void cancel_from_others() {
  const ModelPtr model = load();
  const SessionPtr session = begin(model.get(), 100000);
  std::atomic<bool> running{false};
  const auto tell = [](clipdraw_session*, const clipdraw_step*, void* user) -> clipdraw_action {
    static_cast<std::atomic<bool>*>(user)->store(true);
    return CLIPDRAW_CONTINUE;
  };
  const auto cancel = [&] {
    while (!running) std::this_thread::yield();
    clipdraw_session_cancel(session.get());
  };
  side_by_side([&] { REQUIRE(run(session.get(), tell, &running).outcome == CLIPDRAW_CANCELLED); },
               cancel, cancel);
}

// Each call does its work or is told to wait its turn.
void fight_for_one_session() {
  const ModelPtr model = load();
  const SessionPtr session = begin(model.get(), 40);
  REQUIRE(clipdraw_session_start(session.get()) == CLIPDRAW_OK);
  std::atomic<int> done{0};
  const auto fight = [&] {
    while (done < 40) {
      clipdraw_step step{};
      step.struct_size = sizeof step;
      const clipdraw_status status = clipdraw_session_step(session.get(), &step);
      REQUIRE(status == CLIPDRAW_OK || status == CLIPDRAW_ERROR_INVALID_STATE);
      if (status == CLIPDRAW_OK) ++done;
      std::size_t length = 0;
      const clipdraw_status read = clipdraw_session_record(session.get(), nullptr, 0, &length);
      REQUIRE(read == CLIPDRAW_OK || read == CLIPDRAW_ERROR_INVALID_STATE);
    }
  };
  side_by_side(fight, fight);
  REQUIRE(done == 40);
}

// Prompts change in the callback of one while the other asks for the same words.
void change_prompts_side_by_side() {
  const ModelPtr model = load();
  const auto change = [](clipdraw_session* session, const clipdraw_step* step,
                         void*) -> clipdraw_action {
    REQUIRE(clipdraw_session_set_prompts(
                session, step->step % 2 == 0 ? "a red apple" : "a blue car") == CLIPDRAW_OK);
    std::size_t length = 0;
    REQUIRE(clipdraw_session_record(session, nullptr, 0, &length) == CLIPDRAW_OK);
    clipdraw_times times{};
    times.struct_size = sizeof times;
    REQUIRE(clipdraw_session_get_times(session, &times) == CLIPDRAW_OK);
    return CLIPDRAW_CONTINUE;
  };
  const auto draw = [&] {
    const SessionPtr session = begin(model.get(), 4);
    run(session.get(), change);
    std::size_t length = 0;
    REQUIRE(clipdraw_session_record(session.get(), nullptr, 0, &length) == CLIPDRAW_OK);
    std::string record(length + 1, '\0');
    REQUIRE(clipdraw_session_record(session.get(), record.data(), record.size(), nullptr) ==
            CLIPDRAW_OK);
    clipdraw_session* again = nullptr;
    REQUIRE(clipdraw_session_create_again(model.get(), record.c_str(), &again) == CLIPDRAW_OK);
    const SessionPtr owner(again);
    run(again);
    REQUIRE(pixels(again) == pixels(session.get()));
  };
  side_by_side(draw, draw);
}

void ask_one_model() {
  const ModelPtr model = load();
  const auto ask = [&] {
    for (int i = 0; i < 5; ++i) {
      clipdraw_model_info info{};
      info.struct_size = sizeof info;
      REQUIRE(clipdraw_model_get_info(model.get(), &info) == CLIPDRAW_OK);
      clipdraw_clip_info clip{};
      clip.struct_size = sizeof clip;
      REQUIRE(clipdraw_model_get_clip_info(model.get(), 0, &clip) == CLIPDRAW_OK);
      REQUIRE(few_steps(model.get(), i) != nullptr);
      std::vector<std::int32_t> tokens(64);
      REQUIRE(clipdraw_model_tokenize(model.get(), 0, "a red apple", tokens.data(), tokens.size(),
                                      nullptr) == CLIPDRAW_OK);
      std::vector<float> embedding(static_cast<std::size_t>(info.embedding_length));
      REQUIRE(clipdraw_model_encode_text(model.get(), "a red apple", embedding.data(),
                                         embedding.size(), nullptr) == CLIPDRAW_OK);
      const std::vector<std::uint8_t> grey(48 * 32 * 3, 128);
      const clipdraw_image image{grey.data(), 48, 32, 0};
      REQUIRE(clipdraw_model_encode_image(model.get(), &image, embedding.data(), embedding.size(),
                                          nullptr) == CLIPDRAW_OK);
      clipdraw_score score{};
      score.struct_size = sizeof score;
      REQUIRE(clipdraw_model_score(model.get(), &image, "a red apple | rain:-0.4", &score) ==
              CLIPDRAW_OK);
      clipdraw_device_info device{};
      device.struct_size = sizeof device;
      REQUIRE(clipdraw_device_get_info(0, &device) == CLIPDRAW_OK);
    }
  };
  side_by_side(ask, ask, ask);
}

void read_one_set_of_options() {
  const OptionsPtr options = few_steps(nullptr, 3);
  const auto read = [&] {
    for (std::size_t i = 0; i < clipdraw_option_count(); ++i) {
      clipdraw_option_info row{};
      row.struct_size = sizeof row;
      REQUIRE(clipdraw_option_get_info(i, &row) == CLIPDRAW_OK);
      char text[64];
      REQUIRE(clipdraw_options_get(options.get(), row.name, text, sizeof text, nullptr) ==
              CLIPDRAW_OK);
      REQUIRE(clipdraw_options_check(options.get()) == CLIPDRAW_OK);
    }
  };
  side_by_side(read, read);
}

// One log function for all, which is the caller's to make safe.
void load_and_free_side_by_side() {
  std::atomic<std::size_t> logged{0};
  const auto use = [&] {
    for (int i = 0; i < 3; ++i) {
      const ModelPtr model = load(&logged);
      run(begin(model.get(), 1).get());
    }
  };
  side_by_side(use, use);
}

// Each thread has its own latest error.
void fail_side_by_side() {
  const auto fail = [](const std::string& name) {
    for (int i = 0; i < 50; ++i) {
      clipdraw_model* model = nullptr;
      REQUIRE(clipdraw_model_load(("/no/" + name).c_str(), nullptr, nullptr, &model) ==
              CLIPDRAW_ERROR_NOT_FOUND);
      std::this_thread::yield();
      REQUIRE(std::strstr(clipdraw_last_error(), name.c_str()) != nullptr);
    }
  };
  side_by_side([&] { fail("first"); }, [&] { fail("second"); });
}

// ---- What it does not ---------------------------------------------------------------------------

void change_options_on_two_threads() {
  const OptionsPtr options = few_steps(nullptr, 3);
  const auto change = [&] {
    for (int i = 0; i < 1000; ++i) {
      REQUIRE(clipdraw_options_set(options.get(), "steps", "4") == CLIPDRAW_OK);
    }
  };
  side_by_side(change, change);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: %s WEIGHTS FOLDER [--planted]\n", argv[0]);
    return 2;
  }
  weights = argv[1];
  folder = argv[2];
  if (argc > 3 && std::strcmp(argv[3], "--planted") == 0) {
    change_options_on_two_threads();
    return 0;
  }
  const std::pair<const char*, void (*)()> parts[] = {
      {"two sessions on one model", draw_two_on_one_model},
      {"a session that changes hands", hand_over},
      {"cancelling from other threads", cancel_from_others},
      {"two threads that fight for one session", fight_for_one_session},
      {"prompts that change side by side", change_prompts_side_by_side},
      {"questions to one model", ask_one_model},
      {"reading one set of options", read_one_set_of_options},
      {"models loaded and freed side by side", load_and_free_side_by_side},
      {"errors side by side", fail_side_by_side},
  };
  for (const auto& [name, part] : parts) {
    part();
    std::printf("%s: done\n", name);
    std::fflush(stdout);
  }
  return 0;
}
