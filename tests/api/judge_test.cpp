// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// What a folder of weights may hold beside the models that draw: a judge, and the words they know.
#include <clipdraw/clipdraw.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "api/model.hpp"

using namespace clipdraw::test;

namespace {

namespace fs = std::filesystem;

// The tiny models with another CLIP as their judge and a list of words, as long as it lives.
class FolderWithJudge {
 public:
  FolderWithJudge() : path_(fs::temp_directory_path() / "clipdraw_judge_test") {
    fs::remove_all(path_);
    fs::copy(tiny_weights(), path_);
    fs::copy(source_path("tests/data/clip_rn_tiny.safetensors"), path_ / "judge.safetensors");
    std::ofstream(path_ / "words.txt.gz") << "a\napple\nred\nchihuahua dog\n";  // plain will do
  }
  ~FolderWithJudge() { fs::remove_all(path_); }
  std::string path() const { return path_.string(); }

 private:
  fs::path path_;
};

const FolderWithJudge& folder() {
  static const FolderWithJudge one;
  return one;
}

std::vector<uint8_t> stripes() {
  std::vector<uint8_t> rgb(48 * 32 * 3);
  for (size_t i = 0; i < rgb.size(); ++i) rgb[i] = static_cast<uint8_t>(i * 37 % 251);
  return rgb;
}

}  // namespace

DOCTEST_TEST_CASE("A judge scores otherwise than the guide, and again the same") {
  const clipdraw::Model model = clipdraw::Model::load(folder().path());
  DOCTEST_REQUIRE(model.info().has_judge == 1);
  const clipdraw::Model judge = model.judge();
  DOCTEST_CHECK(judge.info().has_judge == 0);
  DOCTEST_CHECK(std::string(judge.clip_info(0).name) == "judge.safetensors");
  const std::vector<uint8_t> rgb = stripes();
  const clipdraw::ImageView picture(rgb.data(), 48, 32);
  const double by_judge = judge.score(picture, "a red apple").distance;
  DOCTEST_CHECK(by_judge != model.score(picture, "a red apple").distance);
  DOCTEST_CHECK(by_judge == model.judge().score(picture, "a red apple").distance);
  DOCTEST_CHECK(judge.encode_text("a red apple") != model.encode_text("a red apple"));
}

DOCTEST_TEST_CASE("A judge outlives its model and never guides") {
  clipdraw_model* model = nullptr;
  clipdraw_model* judge = nullptr;
  DOCTEST_REQUIRE(clipdraw_model_load(folder().path().c_str(), nullptr, nullptr, &model) ==
                  CLIPDRAW_OK);
  DOCTEST_REQUIRE(clipdraw_model_get_judge(model, &judge) == CLIPDRAW_OK);
  clipdraw_model_free(model);
  clipdraw_session* session = nullptr;
  DOCTEST_CHECK(clipdraw_session_create(judge, nullptr, &session) == CLIPDRAW_ERROR_INVALID_STATE);
  DOCTEST_CHECK(session == nullptr);
  DOCTEST_CHECK(std::string(clipdraw_last_error()).find("never guides") != std::string::npos);
  clipdraw_model* none = judge;
  DOCTEST_CHECK(clipdraw_model_get_judge(judge, &none) == CLIPDRAW_ERROR_NOT_FOUND);
  DOCTEST_CHECK(none == nullptr);
  clipdraw_model_free(judge);
}

DOCTEST_TEST_CASE("A folder without a judge says so, and so do arguments that are NULL") {
  clipdraw_model_info info{};
  info.struct_size = sizeof info;
  DOCTEST_REQUIRE(clipdraw_model_get_info(tiny_model(), &info) == CLIPDRAW_OK);
  DOCTEST_CHECK(info.has_judge == 0);
  clipdraw_model* judge = nullptr;
  DOCTEST_CHECK(clipdraw_model_get_judge(tiny_model(), &judge) == CLIPDRAW_ERROR_NOT_FOUND);
  DOCTEST_CHECK(clipdraw_model_get_judge(nullptr, &judge) == CLIPDRAW_ERROR_INVALID_ARGUMENT);
  DOCTEST_CHECK(clipdraw_model_get_judge(tiny_model(), nullptr) == CLIPDRAW_ERROR_INVALID_ARGUMENT);
}

DOCTEST_TEST_CASE("A damaged judge is told of when it is asked for") {
  const fs::path damaged = fs::temp_directory_path() / "clipdraw_damaged_judge_test";
  fs::remove_all(damaged);
  fs::copy(tiny_weights(), damaged);
  std::ofstream(damaged / "judge.safetensors") << "no weights";
  const clipdraw::Model model = clipdraw::Model::load(damaged.string());
  DOCTEST_CHECK_THROWS_WITH_AS(model.judge(), doctest::Contains("judge.safetensors"),
                               clipdraw::Error);
  fs::remove_all(damaged);
}

DOCTEST_TEST_CASE("Words that were not trained on are listed and logged") {
  std::vector<std::string> lines;
  const clipdraw::Model model =
      clipdraw::Model::load(folder().path(), [&](clipdraw::LogLevel level, std::string_view text) {
        if (level == clipdraw::LogLevel::warning) lines.emplace_back(text);
      });
  const auto unknown = model.unknown_words("a red appel, a Chihuahua");
  DOCTEST_REQUIRE(unknown.size() == 2);
  DOCTEST_CHECK(unknown[0].word == "appel");
  DOCTEST_CHECK(unknown[0].nearest == "apple");
  DOCTEST_CHECK(unknown[1].nearest == "dog");
  DOCTEST_CHECK(model.unknown_words("a red apple").empty());
  DOCTEST_CHECK(lines.empty());

  clipdraw::Session session(model, clipdraw::Options(model));
  session.add_prompts("a red apple");
  DOCTEST_CHECK(lines.empty());
  session.add_prompts("a chihuahua:0.5 | appel:-1");
  DOCTEST_REQUIRE(lines.size() == 2);
  DOCTEST_CHECK(lines[0].find("\"chihuahua\"") != std::string::npos);
  DOCTEST_CHECK(lines[0].find("\"dog\"") != std::string::npos);
  session.set_prompts("zzzzzz");
  DOCTEST_CHECK(lines.size() == 3);
}

DOCTEST_TEST_CASE("Nobody knows the words of other CLIPs") {
  clipdraw::ModelFiles files;
  files.weights_dir = folder().path();
  files.clips = {{source_path("tests/data/clip_rn_tiny.safetensors"), 1, ""}};
  files.vocabulary = folder().path() + "/vocab.txt.gz";
  const clipdraw::Model model = clipdraw::Model::load(files);
  DOCTEST_CHECK(model.unknown_words("zzzzzz").empty());
  DOCTEST_CHECK(model.info().has_judge == 1);  // it is the folder's
}
