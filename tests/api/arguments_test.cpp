// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// What the C functions say to NULL, to wrong names and sizes, and without a model.
#include <cstddef>
#include <thread>

#include "api/model.hpp"

using namespace clipdraw::test;

namespace {

constexpr clipdraw_status kInvalid = CLIPDRAW_ERROR_INVALID_ARGUMENT;

bool error_has(const char* words) {
  return std::string(clipdraw_last_error()).find(words) != std::string::npos;
}

}  // namespace

DOCTEST_TEST_CASE("The version is one number and one text") {
  DOCTEST_CHECK(clipdraw_version() == CLIPDRAW_VERSION);
  DOCTEST_CHECK(std::string(clipdraw_version_string()) == CLIPDRAW_VERSION_STRING);
}

DOCTEST_TEST_CASE("NULL is an error with the argument's name, and free(NULL) is nothing") {
  clipdraw_model* const model = tiny_model();
  const auto options = few_steps();
  const auto session = make_session();
  clipdraw_model* model_out = nullptr;
  clipdraw_options* options_out = nullptr;
  clipdraw_session* session_out = nullptr;
  clipdraw_option_info row{};
  clipdraw_model_info info{};
  clipdraw_image image{};
  size_t length = 0;
  int32_t side = 0;
  uint8_t pixel = 0;

  DOCTEST_CHECK(clipdraw_option_get_info(0, nullptr) == kInvalid);
  DOCTEST_CHECK(error_has("out_info: NULL"));
  DOCTEST_CHECK(clipdraw_options_create(model, nullptr) == kInvalid);
  DOCTEST_CHECK(clipdraw_options_create(nullptr, &options_out) == CLIPDRAW_OK);  // allowed
  DOCTEST_CHECK(clipdraw_options_set(nullptr, "steps", "1") == kInvalid);
  DOCTEST_CHECK(clipdraw_options_set(options.get(), nullptr, "1") == kInvalid);
  DOCTEST_CHECK(clipdraw_options_set(options.get(), "steps", nullptr) == kInvalid);
  DOCTEST_CHECK(clipdraw_options_get(nullptr, "steps", nullptr, 0, &length) == kInvalid);
  DOCTEST_CHECK(clipdraw_options_get(options.get(), nullptr, nullptr, 0, &length) == kInvalid);
  DOCTEST_CHECK(clipdraw_options_get(options.get(), "steps", nullptr, 0, nullptr) == kInvalid);
  DOCTEST_CHECK(clipdraw_options_get(options.get(), "steps", nullptr, 9, &length) == kInvalid);
  DOCTEST_CHECK(clipdraw_options_check(nullptr) == kInvalid);
  DOCTEST_CHECK(clipdraw_model_load(tiny_weights().c_str(), nullptr, nullptr, nullptr) == kInvalid);
  DOCTEST_CHECK(clipdraw_model_get_info(nullptr, &info) == kInvalid);
  DOCTEST_CHECK(clipdraw_model_get_info(model, nullptr) == kInvalid);
  DOCTEST_CHECK(clipdraw_session_create(nullptr, options.get(), &session_out) == kInvalid);
  DOCTEST_CHECK(session_out == nullptr);
  DOCTEST_CHECK(clipdraw_session_create(model, options.get(), nullptr) == kInvalid);
  DOCTEST_CHECK(clipdraw_session_add_text(nullptr, "x", 1, 0) == kInvalid);
  DOCTEST_CHECK(clipdraw_session_add_text(session.get(), nullptr, 1, 0) == kInvalid);
  DOCTEST_CHECK(clipdraw_check_prompts(nullptr) == kInvalid);
  DOCTEST_CHECK(clipdraw_session_add_prompts(nullptr, "x") == kInvalid);
  DOCTEST_CHECK(clipdraw_session_add_prompts(session.get(), nullptr) == kInvalid);
  DOCTEST_CHECK(clipdraw_session_start(nullptr) == kInvalid);
  DOCTEST_CHECK(clipdraw_session_step(nullptr, nullptr) == kInvalid);
  DOCTEST_CHECK(clipdraw_session_run(nullptr, nullptr, nullptr, nullptr) == kInvalid);
  DOCTEST_CHECK(clipdraw_session_read_image(nullptr, nullptr, 0, &side, &side) == kInvalid);
  DOCTEST_CHECK(clipdraw_session_read_image(session.get(), nullptr, 10, &side, &side) == kInvalid);
  DOCTEST_CHECK(clipdraw_session_record(nullptr, nullptr, 0, &length) == kInvalid);
  DOCTEST_CHECK(clipdraw_session_record(session.get(), nullptr, 0, nullptr) == kInvalid);
  DOCTEST_CHECK(clipdraw_session_save(nullptr, "x.png", CLIPDRAW_KEEP) == kInvalid);
  DOCTEST_CHECK(clipdraw_session_save(session.get(), nullptr, CLIPDRAW_KEEP) == kInvalid);
  DOCTEST_CHECK(clipdraw_check_output(nullptr, CLIPDRAW_KEEP) == kInvalid);
  DOCTEST_CHECK(clipdraw_write_image(nullptr, &image, nullptr, CLIPDRAW_KEEP) == kInvalid);
  DOCTEST_CHECK(clipdraw_write_image("x.png", nullptr, nullptr, CLIPDRAW_KEEP) == kInvalid);
  image = {nullptr, 1, 1, 0};
  DOCTEST_CHECK(clipdraw_write_image("x.png", &image, nullptr, CLIPDRAW_KEEP) == kInvalid);
  DOCTEST_CHECK(clipdraw_inspect_file(nullptr, nullptr, 0, &length) == kInvalid);

  clipdraw_session_cancel(nullptr);
  clipdraw_model_free(nullptr);
  clipdraw_options_free(nullptr);
  clipdraw_session_free(nullptr);
  clipdraw_options_free(options_out);
  (void)model_out;
  (void)row;
  (void)pixel;
}

DOCTEST_TEST_CASE("A struct without its size is refused, a newer one is served") {
  clipdraw_model_info info{};
  DOCTEST_CHECK(clipdraw_model_get_info(tiny_model(), &info) == kInvalid);
  DOCTEST_CHECK(error_has("struct_size = 0"));
  info.struct_size = 3;
  DOCTEST_CHECK(clipdraw_model_get_info(tiny_model(), &info) == kInvalid);

  struct Newer {
    clipdraw_model_info info;
    char more[32];
  } newer{};
  std::fill(std::begin(newer.more), std::end(newer.more), 'x');
  newer.info.struct_size = sizeof newer;
  DOCTEST_CHECK(clipdraw_model_get_info(tiny_model(), &newer.info) == CLIPDRAW_OK);
  DOCTEST_CHECK(newer.info.struct_size == sizeof newer);
  DOCTEST_CHECK(newer.info.native_width > 0);
  DOCTEST_CHECK(
      std::all_of(std::begin(newer.more), std::end(newer.more), [](char c) { return c == 'x'; }));
}

DOCTEST_TEST_CASE("The option table can be walked and every default set") {
  const auto options = few_steps();
  DOCTEST_REQUIRE(clipdraw_option_count() > 10);
  for (size_t i = 0; i < clipdraw_option_count(); ++i) {
    clipdraw_option_info row{};
    row.struct_size = sizeof row;
    DOCTEST_REQUIRE(clipdraw_option_get_info(i, &row) == CLIPDRAW_OK);
    DOCTEST_CAPTURE(row.name);
    for (const char* text :
         {row.name, row.unit, row.default_text, row.choices, row.stage, row.help}) {
      DOCTEST_REQUIRE(text != nullptr);
    }
    DOCTEST_CHECK(std::string(row.help).size() > 10);
    DOCTEST_CHECK(clipdraw_options_set(options.get(), row.name, row.default_text) == CLIPDRAW_OK);
    DOCTEST_CHECK(clipdraw_options_set(options.get(), row.name, "no such value") == kInvalid);
    DOCTEST_CHECK(error_has(row.name));
    DOCTEST_CHECK((row.type == CLIPDRAW_OPTION_CHOICE) == (*row.choices != '\0'));
    char text[64];
    DOCTEST_CHECK(clipdraw_options_get(options.get(), row.name, text, sizeof text, nullptr) ==
                  CLIPDRAW_OK);
    DOCTEST_CHECK(std::string(text) == row.default_text);
  }
  clipdraw_option_info row{};
  row.struct_size = sizeof row;
  DOCTEST_CHECK(clipdraw_option_get_info(clipdraw_option_count(), &row) == kInvalid);
  DOCTEST_CHECK(clipdraw_option_get_info(static_cast<size_t>(-1), &row) == kInvalid);
}

DOCTEST_TEST_CASE("A wrong name gets the nearest one, a wrong value its range") {
  const auto options = few_steps();
  DOCTEST_CHECK(clipdraw_options_set(options.get(), "cutuots", "8") == kInvalid);
  DOCTEST_CHECK(error_has("cutouts"));
  DOCTEST_CHECK(clipdraw_options_set(options.get(), "cutouts", "0") == kInvalid);
  DOCTEST_CHECK(error_has("1"));
  for (const char* size :
       {"0", "70000x70000", "70000", "abc", "64x", "x64", "64x64x64", "-64x64", "64 x64"}) {
    DOCTEST_CAPTURE(size);
    DOCTEST_CHECK(clipdraw_options_set(options.get(), "size", size) == kInvalid);
  }
  for (const char* number : {"", " ", "1.5", "1e3", "99999999999", "nan", "3x"}) {
    DOCTEST_CAPTURE(number);
    DOCTEST_CHECK(clipdraw_options_set(options.get(), "steps", number) == kInvalid);
  }
  for (const char* number : {"", "nan", "inf", "-1", "0,1", "0.1x"}) {
    DOCTEST_CAPTURE(number);
    DOCTEST_CHECK(clipdraw_options_set(options.get(), "learning-rate", number) == kInvalid);
  }
  DOCTEST_CHECK(clipdraw_options_set(options.get(), "seed", "18446744073709551615") == CLIPDRAW_OK);
  DOCTEST_CHECK(clipdraw_options_set(options.get(), "seed", "18446744073709551616") == kInvalid);
  char text[32];
  DOCTEST_CHECK(clipdraw_options_get(options.get(), "seed", text, sizeof text, nullptr) ==
                CLIPDRAW_OK);
  DOCTEST_CHECK(std::string(text) == "18446744073709551615");  // a refused value changes nothing
}

DOCTEST_TEST_CASE("Text comes out by the buffer rules") {
  const auto options = few_steps();
  DOCTEST_REQUIRE(clipdraw_options_set(options.get(), "steps", "1234") == CLIPDRAW_OK);
  size_t length = 0;
  DOCTEST_CHECK(clipdraw_options_get(options.get(), "steps", nullptr, 0, &length) == CLIPDRAW_OK);
  DOCTEST_CHECK(length == 4);
  char text[8] = "unused";
  length = 0;
  DOCTEST_CHECK(clipdraw_options_get(options.get(), "steps", text, 4, &length) == kInvalid);
  DOCTEST_CHECK(length == 4);
  DOCTEST_CHECK(std::string(text) == "unused");
  DOCTEST_CHECK(clipdraw_options_get(options.get(), "steps", text, 5, nullptr) == CLIPDRAW_OK);
  DOCTEST_CHECK(std::string(text) == "1234");
}

DOCTEST_TEST_CASE("The error text belongs to its thread") {
  DOCTEST_REQUIRE(clipdraw_options_check(nullptr) == kInvalid);
  DOCTEST_REQUIRE(error_has("options: NULL"));
  std::string other = "not asked";
  std::thread([&] { other = clipdraw_last_error(); }).join();
  DOCTEST_CHECK(other.empty());
  DOCTEST_CHECK(error_has("options: NULL"));
}

DOCTEST_TEST_CASE("A weights folder that is missing, empty, no folder or damaged") {
  const TemporaryFolder folder;
  clipdraw_model* model = tiny_model();  // to see that it is set to NULL
  const auto load = [&](const std::string& path) {
    model = tiny_model();
    const clipdraw_status status = clipdraw_model_load(path.c_str(), nullptr, nullptr, &model);
    DOCTEST_CHECK(model == nullptr);
    DOCTEST_CHECK(error_has(path.c_str()));
    return status;
  };
  DOCTEST_CHECK(load(folder.file("none")) == CLIPDRAW_ERROR_NOT_FOUND);
  DOCTEST_CHECK(load(folder.path()) == CLIPDRAW_ERROR_BAD_WEIGHTS);
  DOCTEST_CHECK(load(tiny_weights() + "/clip.safetensors") == CLIPDRAW_ERROR_BAD_WEIGHTS);
}

DOCTEST_TEST_CASE("A model from files, and what is wrong with the struct that names them") {
  const std::string clip = clipdraw::test::source_path("tests/data/clip_vit_tiny.safetensors");
  const std::string generator = clipdraw::test::source_path("tests/data/vqgan_tiny.safetensors");
  const std::string vocabulary = clipdraw::test::source_path("tests/data/vocab_tiny.txt.gz");
  const clipdraw_clip_file clips[2] = {{clip.c_str(), 1, nullptr},
                                       {clip.c_str(), 2, vocabulary.c_str()}};
  clipdraw_model_files files = {};
  files.struct_size = sizeof files;
  files.clips = clips;
  files.clip_count = 2;
  files.generator = generator.c_str();
  files.vocabulary = vocabulary.c_str();
  clipdraw_model* model = nullptr;
  const auto load = [&] { return clipdraw_model_load_files(&files, nullptr, nullptr, &model); };
  DOCTEST_REQUIRE(load() == CLIPDRAW_OK);
  clipdraw_model_info info = {};
  info.struct_size = sizeof info;
  DOCTEST_REQUIRE(clipdraw_model_get_info(model, &info) == CLIPDRAW_OK);
  DOCTEST_CHECK(info.clip_count == 2);
  DOCTEST_CHECK(std::string(info.generator) == "vqgan");
  DOCTEST_CHECK(info.has_prior == 1);  // the embedded set's, to be asked for
  // A program of the first version has a smaller struct; what lies behind it stays as it is.
  clipdraw_model_info older = {};
  older.struct_size = offsetof(clipdraw_model_info, clip_count);
  older.clip_count = 77;
  DOCTEST_REQUIRE(clipdraw_model_get_info(model, &older) == CLIPDRAW_OK);
  DOCTEST_CHECK(older.native_width == info.native_width);
  DOCTEST_CHECK(older.clip_count == 77);
  // Options that know the model begin with what suits a random start.
  clipdraw_options* options = nullptr;
  DOCTEST_REQUIRE(clipdraw_options_create(model, &options) == CLIPDRAW_OK);
  char text[16] = "";
  DOCTEST_REQUIRE(clipdraw_options_get(options, "start", text, sizeof text, nullptr) ==
                  CLIPDRAW_OK);
  DOCTEST_CHECK(std::string(text) == "random");
  clipdraw_options_free(options);
  clipdraw_model_free(model);

  files.struct_size = 4;
  DOCTEST_CHECK(load() == kInvalid);
  DOCTEST_CHECK(error_has("files: struct_size"));
  DOCTEST_CHECK(clipdraw_model_load_files(nullptr, nullptr, nullptr, &model) == kInvalid);
  files.struct_size = sizeof files;
  files.generator = "";
  DOCTEST_CHECK(load() == kInvalid);
  DOCTEST_CHECK(error_has("files.generator: empty"));
  files.generator = "no such file";
  DOCTEST_CHECK(load() == CLIPDRAW_ERROR_NOT_FOUND);
  files.generator = generator.c_str();
  files.clips = nullptr;
  DOCTEST_CHECK(load() == kInvalid);
  DOCTEST_CHECK(error_has("files.clips: NULL"));
  DOCTEST_CHECK(model == nullptr);
}

DOCTEST_TEST_CASE("Importing weights") {
  const TemporaryFolder folder;
  const std::string source = clipdraw::test::source_path("tests/data/clip_vit_tiny.safetensors");
  const std::string target = folder.file("clip.safetensors");
  const auto import = [&](const char* from, clipdraw_overwrite overwrite) {
    return clipdraw_import_weights(from, target.c_str(), overwrite);
  };
  DOCTEST_CHECK(import(nullptr, CLIPDRAW_KEEP) == kInvalid);
  DOCTEST_CHECK(import("no such file", CLIPDRAW_KEEP) == CLIPDRAW_ERROR_NOT_FOUND);
  DOCTEST_CHECK(import(source.c_str(), CLIPDRAW_KEEP) == CLIPDRAW_OK);
  DOCTEST_CHECK(import(source.c_str(), CLIPDRAW_KEEP) == CLIPDRAW_ERROR_INVALID_STATE);
  DOCTEST_CHECK(import(source.c_str(), CLIPDRAW_REPLACE) == CLIPDRAW_OK);
}
