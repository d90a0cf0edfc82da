// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// Writing and inspecting picture files through the C functions.
#include <nlohmann/json.hpp>

#include "api/model.hpp"

using namespace clipdraw::test;

namespace {

constexpr clipdraw_status kInvalid = CLIPDRAW_ERROR_INVALID_ARGUMENT;

nlohmann::json inspect(const std::string& path) {
  size_t length = 0;
  DOCTEST_REQUIRE(clipdraw_inspect_file(path.c_str(), nullptr, 0, &length) == CLIPDRAW_OK);
  std::string text(length + 1, ' ');
  DOCTEST_REQUIRE(clipdraw_inspect_file(path.c_str(), text.data(), text.size(), nullptr) ==
                  CLIPDRAW_OK);
  text.resize(length);
  return nlohmann::json::parse(text);
}

clipdraw_status write(const std::string& path, const clipdraw_image& image,
                      const char* record = nullptr, clipdraw_overwrite overwrite = CLIPDRAW_KEEP) {
  return clipdraw_write_image(path.c_str(), &image, record, overwrite);
}

}  // namespace

DOCTEST_TEST_CASE("A saved picture tells everything that is needed to draw it again") {
  const TemporaryFolder folder;
  const auto session =
      make_session(2, "\xEB\xB9\xA8\xEA\xB0\x84 \xEC\x82\xAC\xEA\xB3\xBC:1.5 | rain:-0.4:-0.2");
  DOCTEST_REQUIRE(clipdraw_session_run(session.get(), nullptr, nullptr, nullptr) == CLIPDRAW_OK);
  for (const char* name : {"a.png", "a.jpg", "a.webp"}) {
    DOCTEST_CAPTURE(name);
    DOCTEST_REQUIRE(clipdraw_session_save(session.get(), folder.file(name).c_str(),
                                          CLIPDRAW_KEEP) == CLIPDRAW_OK);
    const nlohmann::json record = inspect(folder.file(name));
    DOCTEST_CHECK(record["software"] == "clipdraw");
    DOCTEST_CHECK(record["version"] == CLIPDRAW_VERSION_STRING);
    DOCTEST_REQUIRE(record["prompts"].size() == 2);
    DOCTEST_CHECK(record["prompts"][0]["text"] ==
                  "\xEB\xB9\xA8\xEA\xB0\x84 \xEC\x82\xAC\xEA\xB3\xBC");
    DOCTEST_CHECK(record["prompts"][0]["weight"] == 1.5);
    DOCTEST_CHECK(record["prompts"][0]["stop"].is_null());
    DOCTEST_CHECK(record["prompts"][1]["weight"] == -0.4);
    DOCTEST_CHECK(record["prompts"][1]["stop"] == -0.2);
    DOCTEST_CHECK(record["seed"].is_number_unsigned());
    DOCTEST_CHECK(record["steps_run"] == 2);
    DOCTEST_CHECK(record["outcome"] == "completed");
    DOCTEST_CHECK(record["options"].size() == clipdraw_option_count());
    DOCTEST_CHECK(record["options"]["cutouts"] == 4);
    DOCTEST_CHECK(record["threads"] == 1);
    DOCTEST_CHECK(record["weights"]["clip.safetensors"].get<std::string>().size() == 64);
    DOCTEST_CHECK(record["width"].get<int>() > 0);
  }
}

DOCTEST_TEST_CASE("A view of pixels is checked and its rows may have gaps") {
  const TemporaryFolder folder;
  std::vector<uint8_t> pixels(4 * 20, 9);
  DOCTEST_CHECK(write(folder.file("a.png"), {pixels.data(), 6, 4, 20}) == CLIPDRAW_OK);
  DOCTEST_CHECK(write(folder.file("b.png"), {pixels.data(), 6, 4, 17}) == kInvalid);
  DOCTEST_CHECK(write(folder.file("b.png"), {pixels.data(), 0, 4, 0}) == kInvalid);
  DOCTEST_CHECK(write(folder.file("b.png"), {pixels.data(), 6, -4, 0}) == kInvalid);
  const std::vector<uint8_t> tall(3 * 20000, 9);
  DOCTEST_CHECK(write(folder.file("b.png"), {tall.data(), 1, 20000, 3}) == kInvalid);
  DOCTEST_CHECK(write(folder.file("b.png"), {pixels.data(), 6, 4, 0}, "no json") == kInvalid);
  DOCTEST_CHECK(write(folder.file("b.png"), {pixels.data(), 6, 4, 0}, "[1]") == kInvalid);
  DOCTEST_CHECK(write(folder.file("b.png"), {pixels.data(), 6, 4, 0}, R"({"a":1})", 9) == kInvalid);
  DOCTEST_CHECK(write(folder.file("b.png"), {pixels.data(), 6, 4, 0}, R"({"a":1})") == CLIPDRAW_OK);
  DOCTEST_CHECK(inspect(folder.file("b.png"))["a"] == 1);
}

DOCTEST_TEST_CASE("A picture file is read back") {
  const TemporaryFolder folder;
  const std::string path = folder.file("a.png");
  std::vector<uint8_t> pixels(5 * 3 * 3);
  for (size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<uint8_t>(5 * i);
  DOCTEST_REQUIRE(write(path, {pixels.data(), 5, 3, 0}) == CLIPDRAW_OK);
  int32_t width = 0;
  int32_t height = 0;
  const auto read = [&](const std::string& file, uint8_t* out, size_t capacity) {
    return clipdraw_read_image(file.c_str(), out, capacity, &width, &height);
  };
  DOCTEST_CHECK(read(path, nullptr, 0) == CLIPDRAW_OK);
  DOCTEST_CHECK(width == 5);
  DOCTEST_CHECK(height == 3);
  std::vector<uint8_t> back(pixels.size(), 1);
  DOCTEST_CHECK(read(path, back.data(), back.size() - 1) == kInvalid);
  DOCTEST_CHECK(back == std::vector<uint8_t>(pixels.size(), 1));
  DOCTEST_CHECK(read(path, nullptr, back.size()) == kInvalid);
  DOCTEST_CHECK(clipdraw_read_image(path.c_str(), back.data(), back.size(), nullptr, nullptr) ==
                CLIPDRAW_OK);
  DOCTEST_CHECK(back == pixels);
  DOCTEST_CHECK(clipdraw_read_image(nullptr, back.data(), back.size(), nullptr, nullptr) ==
                kInvalid);
  DOCTEST_CHECK(read(folder.file("none.png"), nullptr, 0) == CLIPDRAW_ERROR_NOT_FOUND);
  DOCTEST_CHECK(read(source_path("README.md"), nullptr, 0) == CLIPDRAW_ERROR_UNSUPPORTED);
}

DOCTEST_TEST_CASE("A record nested deeper than any of ours is refused, not followed") {
  const TemporaryFolder folder;
  const std::vector<uint8_t> pixels(12, 9);
  const auto nested = [](size_t depth) {
    return R"({"a":)" + std::string(depth, '[') + std::string(depth, ']') + "}";
  };
  const clipdraw_image image{pixels.data(), 2, 2, 0};
  DOCTEST_CHECK(write(folder.file("a.png"), image, nested(1000000).c_str()) == kInvalid);
  DOCTEST_CHECK(write(folder.file("a.png"), image, nested(10).c_str()) == CLIPDRAW_OK);
  DOCTEST_CHECK(write(folder.file("b.png"), image, R"({"a":"[[[[ \" {{{{"})") == CLIPDRAW_OK);
}

DOCTEST_TEST_CASE("Files that are there, missing, or not ours") {
  const TemporaryFolder folder;
  const std::vector<uint8_t> pixels(12, 9);
  const clipdraw_image image{pixels.data(), 2, 2, 0};
  const std::string path = folder.file("a.png");
  size_t length = 0;
  DOCTEST_REQUIRE(write(path, image) == CLIPDRAW_OK);
  DOCTEST_CHECK(write(path, image) == CLIPDRAW_ERROR_INVALID_STATE);
  DOCTEST_CHECK(clipdraw_check_output(path.c_str(), CLIPDRAW_KEEP) == CLIPDRAW_ERROR_INVALID_STATE);
  DOCTEST_CHECK(clipdraw_check_output(path.c_str(), CLIPDRAW_REPLACE) == CLIPDRAW_OK);
  DOCTEST_CHECK(write(path, image, nullptr, CLIPDRAW_REPLACE) == CLIPDRAW_OK);
  DOCTEST_CHECK(write(folder.file("a.bmp"), image) == kInvalid);
  DOCTEST_CHECK(write(folder.file("none/a.png"), image) == CLIPDRAW_ERROR_NOT_FOUND);
  DOCTEST_CHECK(clipdraw_inspect_file(path.c_str(), nullptr, 0, &length) ==
                CLIPDRAW_ERROR_UNSUPPORTED);
  DOCTEST_CHECK(clipdraw_inspect_file(folder.file("none.png").c_str(), nullptr, 0, &length) ==
                CLIPDRAW_ERROR_NOT_FOUND);
  DOCTEST_CHECK(clipdraw_inspect_file(folder.path().c_str(), nullptr, 0, &length) ==
                CLIPDRAW_ERROR_UNSUPPORTED);
}
