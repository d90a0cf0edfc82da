// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// What the library, the machine and a model say of themselves, and what a model makes of texts.
#include <cstddef>
#include <set>
#include <string_view>

#include "api/model.hpp"

using namespace clipdraw::test;

namespace {

constexpr clipdraw_status kInvalid = CLIPDRAW_ERROR_INVALID_ARGUMENT;

// Every number of an enum has a name of its own, and other numbers say that they have none.
void check_names(const char* (*name_of)(int32_t), int32_t last, const char* unknown) {
  std::set<std::string> names;
  for (int32_t value = 0; value <= last; ++value) names.insert(name_of(value));
  DOCTEST_CHECK(names.size() == static_cast<size_t>(last) + 1);
  DOCTEST_CHECK(names.count(unknown) == 0);
  for (const int32_t value : {-1, last + 1, INT32_MAX, INT32_MIN}) {
    DOCTEST_CHECK(std::string(name_of(value)) == unknown);
  }
}

std::vector<int32_t> tokens_of(const char* text) {
  size_t count = 0;
  DOCTEST_REQUIRE(clipdraw_model_tokenize(tiny_model(), 0, text, nullptr, 0, &count) ==
                  CLIPDRAW_OK);
  std::vector<int32_t> tokens(count);
  DOCTEST_REQUIRE(clipdraw_model_tokenize(tiny_model(), 0, text, tokens.data(), count, nullptr) ==
                  CLIPDRAW_OK);
  return tokens;
}

}  // namespace

DOCTEST_TEST_CASE("Every value has a name") {
  check_names(clipdraw_status_name, CLIPDRAW_ERROR_INTERNAL, "unknown status");
  check_names(clipdraw_log_level_name, CLIPDRAW_LOG_ERROR, "unknown log level");
  check_names(clipdraw_action_name, CLIPDRAW_ABORT, "unknown action");
  check_names(clipdraw_outcome_name, CLIPDRAW_FAILED, "unknown outcome");
  check_names(clipdraw_option_type_name, CLIPDRAW_OPTION_CHOICE, "unknown option type");
  check_names(clipdraw_overwrite_name, CLIPDRAW_REPLACE, "unknown overwrite");
}

DOCTEST_TEST_CASE("There is one device, and it says what it is") {
  DOCTEST_REQUIRE(clipdraw_device_count() == 1);
  clipdraw_device_info info{};
  DOCTEST_CHECK(clipdraw_device_get_info(0, nullptr) == kInvalid);
  DOCTEST_CHECK(clipdraw_device_get_info(0, &info) == kInvalid);  // no struct_size
  info.struct_size = sizeof info;
  DOCTEST_CHECK(clipdraw_device_get_info(1, &info) == kInvalid);
  DOCTEST_REQUIRE(clipdraw_device_get_info(0, &info) == CLIPDRAW_OK);
  DOCTEST_CHECK(std::string(info.kind) == "cpu");
  DOCTEST_CHECK(!std::string(info.name).empty());
  DOCTEST_CHECK(!std::string(info.library).empty());
  DOCTEST_CHECK(info.cores >= 1);
  DOCTEST_CHECK((info.has_bf16 == 0 || info.has_bf16 == 1));
  DOCTEST_CHECK(info.memory_bytes > uint64_t{64} << 20);
}

DOCTEST_TEST_CASE("Each CLIP of a model is described") {
  clipdraw_model_info model{};
  model.struct_size = sizeof model;
  DOCTEST_REQUIRE(clipdraw_model_get_info(tiny_model(), &model) == CLIPDRAW_OK);
  DOCTEST_CHECK(model.embedding_length == model.embedding_size);  // one CLIP
  DOCTEST_CHECK(model.can_start_from == 1);
  clipdraw_clip_info clip{};
  DOCTEST_CHECK(clipdraw_model_get_clip_info(tiny_model(), 0, &clip) == kInvalid);
  clip.struct_size = sizeof clip;
  DOCTEST_CHECK(clipdraw_model_get_clip_info(nullptr, 0, &clip) == kInvalid);
  DOCTEST_CHECK(clipdraw_model_get_clip_info(tiny_model(), 0, nullptr) == kInvalid);
  DOCTEST_CHECK(clipdraw_model_get_clip_info(tiny_model(), 1, &clip) == kInvalid);
  DOCTEST_CHECK(std::string(clipdraw_last_error()).find("1 CLIP") != std::string::npos);
  DOCTEST_REQUIRE(clipdraw_model_get_clip_info(tiny_model(), 0, &clip) == CLIPDRAW_OK);
  DOCTEST_CHECK(std::string(clip.name) == "clip.safetensors");
  DOCTEST_CHECK(clip.share == 1);
  DOCTEST_CHECK(clip.context_length == model.context_length);
  DOCTEST_CHECK(clip.embedding_size == model.embedding_size);
  DOCTEST_CHECK(clip.image_size == model.clip_image_size);
}

DOCTEST_TEST_CASE("A text is cut into tokens between a start and an end mark") {
  const std::vector<int32_t> none = tokens_of("");
  DOCTEST_REQUIRE(none.size() == 2);
  const std::vector<int32_t> cat = tokens_of("cat");
  DOCTEST_REQUIRE(cat.size() > 2);
  DOCTEST_CHECK(cat.front() == none.front());
  DOCTEST_CHECK(cat.back() == none.back());
  // Words do not depend on their neighbours, and there is no end to a text.
  std::string cats;
  for (int i = 0; i < 100; ++i) cats += "cat ";
  const std::vector<int32_t> many = tokens_of(cats.c_str());
  DOCTEST_CHECK(many.size() == 2 + 100 * (cat.size() - 2));
  DOCTEST_CHECK(std::equal(cat.begin(), cat.end() - 1, many.begin()));
}

DOCTEST_TEST_CASE("Tokens come out by the buffer rules") {
  int32_t tokens[64];
  std::fill(std::begin(tokens), std::end(tokens), -7);
  size_t count = 99;
  const auto tokenize = [&](const char* text, size_t index, int32_t* out, size_t capacity,
                            size_t* out_count) {
    return clipdraw_model_tokenize(tiny_model(), index, text, out, capacity, out_count);
  };
  DOCTEST_CHECK(clipdraw_model_tokenize(nullptr, 0, "cat", tokens, 64, &count) == kInvalid);
  DOCTEST_CHECK(tokenize("cat", 1, tokens, 64, &count) == kInvalid);
  DOCTEST_CHECK(tokenize(nullptr, 0, tokens, 64, &count) == kInvalid);
  DOCTEST_CHECK(tokenize("\xFF\xFE", 0, tokens, 64, &count) == kInvalid);
  DOCTEST_CHECK(tokenize("cat", 0, nullptr, 64, nullptr) == kInvalid);
  DOCTEST_CHECK(tokenize("cat", 0, nullptr, 0, nullptr) == kInvalid);
  DOCTEST_CHECK(count == 99);
  DOCTEST_CHECK(tokenize("cat", 0, tokens, 1, &count) == kInvalid);  // too small: says how many
  DOCTEST_CHECK(count == tokens_of("cat").size());
  DOCTEST_CHECK(
      std::all_of(std::begin(tokens), std::end(tokens), [](int32_t t) { return t == -7; }));
  DOCTEST_CHECK(tokenize("cat", 0, tokens, count, nullptr) == CLIPDRAW_OK);
  DOCTEST_CHECK(tokens[count] == -7);
}
