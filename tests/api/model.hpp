// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <clipdraw/clipdraw.h>

#include <nlohmann/json.hpp>

#include "support/fixtures.hpp"
#include "support/torch_doctest.hpp"

namespace clipdraw::test {

// The random little models that the tests draw with.
inline std::string tiny_weights() { return source_path("tests/data/tiny"); }

// One model for the whole program: loading is what takes time.
inline clipdraw_model* tiny_model() {
  static const std::unique_ptr<clipdraw_model, decltype(&clipdraw_model_free)> model(
      [] {
        clipdraw_model* handle = nullptr;
        const clipdraw_status status =
            clipdraw_model_load(tiny_weights().c_str(), nullptr, nullptr, &handle);
        if (status != CLIPDRAW_OK) DOCTEST_FAIL(clipdraw_last_error());
        return handle;
      }(),
      &clipdraw_model_free);
  return model.get();
}

using OptionsPtr = std::unique_ptr<clipdraw_options, decltype(&clipdraw_options_free)>;
using SessionPtr = std::unique_ptr<clipdraw_session, decltype(&clipdraw_session_free)>;

inline OptionsPtr few_steps(int steps = 3) {
  clipdraw_options* options = nullptr;
  DOCTEST_REQUIRE(clipdraw_options_create(tiny_model(), &options) == CLIPDRAW_OK);
  OptionsPtr owner(options, &clipdraw_options_free);
  for (const auto& [name, value] :
       {std::pair<const char*, std::string>{"steps", std::to_string(steps)},
        {"cutouts", "4"},
        {"threads", "1"},
        {"candidates", "2"},
        {"prior-steps", "2"}}) {
    DOCTEST_REQUIRE(clipdraw_options_set(options, name, value.c_str()) == CLIPDRAW_OK);
  }
  return owner;
}

inline SessionPtr make_session(int steps = 3, const char* prompts = "a red apple") {
  const OptionsPtr options = few_steps(steps);
  clipdraw_session* session = nullptr;
  DOCTEST_REQUIRE(clipdraw_session_create(tiny_model(), options.get(), &session) == CLIPDRAW_OK);
  SessionPtr owner(session, &clipdraw_session_free);
  if (prompts != nullptr) {
    DOCTEST_REQUIRE(clipdraw_session_add_prompts(session, prompts) == CLIPDRAW_OK);
  }
  return owner;
}

// One vector for each CLIP, one after the other.
inline std::vector<float> encode_text(const char* text) {
  size_t count = 0;
  DOCTEST_REQUIRE(clipdraw_model_encode_text(tiny_model(), text, nullptr, 0, &count) ==
                  CLIPDRAW_OK);
  std::vector<float> values(count);
  DOCTEST_REQUIRE(clipdraw_model_encode_text(tiny_model(), text, values.data(), count, nullptr) ==
                  CLIPDRAW_OK);
  return values;
}

inline std::string record_text(clipdraw_session* session) {
  size_t length = 0;
  DOCTEST_REQUIRE(clipdraw_session_record(session, nullptr, 0, &length) == CLIPDRAW_OK);
  std::string text(length + 1, ' ');
  DOCTEST_REQUIRE(clipdraw_session_record(session, text.data(), text.size(), nullptr) ==
                  CLIPDRAW_OK);
  text.resize(length);
  return text;
}

inline nlohmann::json record_of(clipdraw_session* session) {
  return nlohmann::json::parse(record_text(session));
}

}  // namespace clipdraw::test
