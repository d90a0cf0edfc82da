// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// What the library, the machine and a model say of themselves, and what a model makes of texts.
#include <cstddef>
#include <set>
#include <string_view>
#include <thread>

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

DOCTEST_TEST_CASE("What drawing takes is told before it is drawn, and a limit is kept to") {
  const OptionsPtr options = few_steps();
  DOCTEST_REQUIRE(clipdraw_options_set(options.get(), "size", "512x512") == CLIPDRAW_OK);
  DOCTEST_REQUIRE(clipdraw_options_set(options.get(), "start", "random") == CLIPDRAW_OK);
  clipdraw_memory_plan plan{};
  plan.struct_size = sizeof plan;
  DOCTEST_REQUIRE(clipdraw_model_plan_memory(tiny_model(), options.get(), 1, &plan) == CLIPDRAW_OK);
  DOCTEST_CHECK(plan.views_at_once == 32);
  DOCTEST_CHECK(std::string(plan.recompute) == "none");
  const uint64_t free = plan.peak_bytes;
  const std::string limit = std::to_string((free - 1) >> 20);
  DOCTEST_REQUIRE(clipdraw_options_set(options.get(), "memory", limit.c_str()) == CLIPDRAW_OK);
  DOCTEST_REQUIRE(clipdraw_model_plan_memory(tiny_model(), options.get(), 1, &plan) == CLIPDRAW_OK);
  DOCTEST_CHECK(plan.peak_bytes < free);
  DOCTEST_CHECK((plan.views_at_once < 32 || std::string(plan.recompute) != "none"));
  DOCTEST_CHECK(clipdraw_model_plan_memory(tiny_model(), options.get(), 0, &plan) == kInvalid);
  DOCTEST_CHECK(clipdraw_model_plan_memory(nullptr, options.get(), 1, &plan) == kInvalid);
  DOCTEST_REQUIRE(clipdraw_options_set(options.get(), "memory", "1") == CLIPDRAW_OK);
  DOCTEST_CHECK(clipdraw_model_plan_memory(tiny_model(), options.get(), 1, &plan) == kInvalid);
  DOCTEST_CHECK(std::string(clipdraw_last_error()).find("use --memory ") != std::string::npos);
  clipdraw_session* session = nullptr;
  DOCTEST_CHECK(clipdraw_session_create(tiny_model(), options.get(), &session) == kInvalid);
  DOCTEST_CHECK(session == nullptr);
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

namespace {

std::vector<float> encode_image(const clipdraw_image& image) {
  size_t count = 0;
  DOCTEST_REQUIRE(clipdraw_model_encode_image(tiny_model(), &image, nullptr, 0, &count) ==
                  CLIPDRAW_OK);
  std::vector<float> values(count);
  DOCTEST_REQUIRE(clipdraw_model_encode_image(tiny_model(), &image, values.data(), count,
                                              nullptr) == CLIPDRAW_OK);
  return values;
}

clipdraw_score score(const clipdraw_image& image, const char* prompts) {
  clipdraw_score result{};
  result.struct_size = sizeof result;
  DOCTEST_REQUIRE(clipdraw_model_score(tiny_model(), &image, prompts, &result) == CLIPDRAW_OK);
  return result;
}

double product(const std::vector<float>& a, const std::vector<float>& b) {
  double sum = 0;
  for (size_t i = 0; i < a.size(); ++i) sum += double{a[i]} * double{b[i]};
  return sum;
}

// Pixels with a rhythm of their own.
std::vector<uint8_t> pixels_of(size_t count, unsigned rhythm) {
  std::vector<uint8_t> pixels(count);
  for (size_t i = 0; i < count; ++i) pixels[i] = static_cast<uint8_t>(i * rhythm % 253);
  return pixels;
}

bool near(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](float x, float y) {
           return std::abs(x - y) < 1e-5F;
         });
}

}  // namespace

DOCTEST_TEST_CASE("Texts and pictures become vectors of length 1 in one space") {
  const std::vector<uint8_t> pixels = pixels_of(3 * 50 * 20, 7);
  const clipdraw_image image{pixels.data(), 50, 20, 0};
  const std::vector<float> cat = encode_text("a cat");
  const std::vector<float> picture = encode_image(image);
  DOCTEST_CHECK(cat.size() == picture.size());
  DOCTEST_CHECK(product(cat, cat) == doctest::Approx(1));
  DOCTEST_CHECK(product(picture, picture) == doctest::Approx(1));
  DOCTEST_CHECK(encode_text("a cat") == cat);
  DOCTEST_CHECK(!near(encode_text("a blue car"), cat));
  // The same picture with rows that lie apart.
  std::vector<uint8_t> apart;
  for (size_t y = 0; y < 20; ++y) {
    apart.insert(apart.end(), pixels.begin() + static_cast<std::ptrdiff_t>(y * 150),
                 pixels.begin() + static_cast<std::ptrdiff_t>((y + 1) * 150));
    apart.insert(apart.end(), 5, 0);
  }
  DOCTEST_CHECK(encode_image({apart.data(), 50, 20, 155}) == picture);
  // A score of one text is the cosine of the two, up to how the views are averaged.
  const clipdraw_score found = score(image, "a cat");
  DOCTEST_CHECK(found.distance > 0);
  DOCTEST_CHECK(found.similarity <= 1);
  DOCTEST_CHECK(found.similarity == doctest::Approx(product(cat, picture)).epsilon(0.05));
  const clipdraw_score both = score(image, "a cat:3 | a blue car");
  const double other = score(image, "a blue car").similarity;
  DOCTEST_CHECK(both.similarity == doctest::Approx((3 * found.similarity + other) / 4));
}

DOCTEST_TEST_CASE("Embeddings and scores of nothing are refused") {
  const std::vector<uint8_t> pixels = pixels_of(3 * 8 * 8, 7);
  const clipdraw_image image{pixels.data(), 8, 8, 0};
  std::vector<float> values(4096, -7);
  size_t count = 99;
  const auto text = [&](const char* words, float* out, size_t capacity) {
    return clipdraw_model_encode_text(tiny_model(), words, out, capacity, &count);
  };
  std::string endless = "a";
  for (int i = 0; i < 200; ++i) endless += " cat";
  DOCTEST_CHECK(clipdraw_model_encode_text(nullptr, "a", values.data(), 4096, &count) == kInvalid);
  DOCTEST_CHECK(clipdraw_model_encode_image(nullptr, &image, values.data(), 4096, &count) ==
                kInvalid);
  DOCTEST_CHECK(clipdraw_model_encode_image(tiny_model(), nullptr, values.data(), 4096, &count) ==
                kInvalid);
  DOCTEST_CHECK(text(nullptr, values.data(), 4096) == kInvalid);
  DOCTEST_CHECK(text("a cat", nullptr, 4096) == kInvalid);
  DOCTEST_CHECK(clipdraw_model_encode_text(tiny_model(), "a", nullptr, 0, nullptr) == kInvalid);
  DOCTEST_CHECK(count == 99);
  for (const char* bad : {"", "\xFF\xFE", endless.c_str()}) {
    DOCTEST_CHECK(text(bad, values.data(), 4096) == kInvalid);
  }
  DOCTEST_CHECK(text("a cat", values.data(), 1) == kInvalid);
  DOCTEST_CHECK(count == encode_text("a cat").size());
  DOCTEST_CHECK(clipdraw_model_encode_image(tiny_model(), &image, values.data(), 1, nullptr) ==
                kInvalid);
  DOCTEST_CHECK(std::all_of(values.begin(), values.end(), [](float v) { return v == -7; }));
  clipdraw_score result{};
  result.struct_size = sizeof result;
  result.distance = -7;
  const auto rate = [&](const clipdraw_image* picture, const char* prompts) {
    return clipdraw_model_score(tiny_model(), picture, prompts, &result);
  };
  DOCTEST_CHECK(clipdraw_model_score(nullptr, &image, "a", &result) == kInvalid);
  DOCTEST_CHECK(clipdraw_model_score(tiny_model(), &image, "a", nullptr) == kInvalid);
  DOCTEST_CHECK(rate(nullptr, "a cat") == kInvalid);
  for (const char* bad : {"", "|", "a cat:0", "\xFF", endless.c_str()}) {
    DOCTEST_CHECK(rate(&image, bad) == kInvalid);
  }
  DOCTEST_CHECK(rate(&image, nullptr) == kInvalid);
  DOCTEST_CHECK(result.distance == -7);
}

DOCTEST_TEST_CASE("Many threads ask one model and get what one thread gets") {
  const std::vector<const char*> texts = {"a red apple", "a cat", "two blue cars", "rain"};
  struct Answers {
    std::vector<int32_t> tokens;
    std::vector<float> text;
    std::vector<float> image;
    clipdraw_score score;
  };
  const auto ask = [&](size_t which) {
    const std::vector<uint8_t> pixels = pixels_of(3 * 31 * 17, static_cast<unsigned>(which) + 3);
    const clipdraw_image image{pixels.data(), 31, 17, 0};
    return Answers{tokens_of(texts[which]), encode_text(texts[which]), encode_image(image),
                   score(image, texts[which])};
  };
  std::vector<Answers> alone;
  for (size_t which = 0; which < texts.size(); ++which) alone.push_back(ask(which));
  std::vector<std::thread> threads;
  for (size_t which = 0; which < texts.size(); ++which) {
    threads.emplace_back([&, which] {
      for (int round = 0; round < 5; ++round) {
        const Answers now = ask(which);
        DOCTEST_CHECK(now.tokens == alone[which].tokens);
        DOCTEST_CHECK(near(now.text, alone[which].text));
        DOCTEST_CHECK(near(now.image, alone[which].image));
        DOCTEST_CHECK(now.score.distance == doctest::Approx(alone[which].score.distance));
        DOCTEST_CHECK(now.score.similarity ==
                      doctest::Approx(alone[which].score.similarity).epsilon(1e-4));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}
