// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "session/coarse.hpp"

#include "support/torch_doctest.hpp"

#include <filesystem>
#include <string>

#include "session/session.hpp"
#include "support/fixtures.hpp"
#include "tiny.hpp"

namespace clipdraw {
namespace {

// The tiny set draws 32x32 by itself.
Options coarse_options(double coarse) {
  Options options = test::tiny_options();
  options.size = {64, 48};
  options.coarse = coarse;
  return options;
}

int64_t latent_width(const Model& model, int width) {
  return model.generator().latent_shapes(width, 48).front()[3];
}

int64_t width_of(const Session& session) { return session.latent().front().value.size(3); }

}  // namespace

DOCTEST_TEST_CASE("coarse steps have the shape wanted and the model's own size") {
  const auto model = test::tiny_model();
  const auto is = [&](ImageSize wanted, int width, int height) {
    const ImageSize size = coarse_size(*model, wanted);
    return size.width == width && size.height == height;
  };
  DOCTEST_CHECK(is({64, 48}, 32, 24));
  DOCTEST_CHECK(is({48, 64}, 24, 32));
  DOCTEST_CHECK(is({4096, 16}, 32, 1));
  DOCTEST_CHECK(is({32, 32}, 32, 32));
  DOCTEST_CHECK(is({16, 30}, 16, 30));
}

DOCTEST_TEST_CASE("the first steps are small, and the picture has its size all the time") {
  const auto model = test::tiny_model();
  const int64_t fine = latent_width(*model, 64);
  for (const double coarse : {0.0, 0.5, 1.0}) {
    DOCTEST_CAPTURE(coarse);
    Session session(model, coarse_options(coarse));
    session.add_text("a red apple");
    session.start();
    const int small = coarse_steps(session.options());
    DOCTEST_CHECK(small == static_cast<int>(4 * coarse));
    for (int step = 0; step < 4; ++step) {
      DOCTEST_CHECK(width_of(session) == (step < small ? fine / 2 : fine));
      const PixelImage image = session.image();
      DOCTEST_CHECK(image.width == 64);
      DOCTEST_CHECK(image.height == 48);
      const Step done = session.step();
      DOCTEST_CHECK(done.is_last == (step == 3));
    }
    DOCTEST_CHECK(width_of(session) == fine);
  }
}

DOCTEST_TEST_CASE("what is shown of a coarse picture is what is gone on from") {
  const auto model = test::tiny_model();
  Session shown(model, coarse_options(1));
  Session grown(model, coarse_options(0.75));
  for (Session* session : {&shown, &grown}) session->add_text("a red apple");
  for (int step = 0; step < 3; ++step) {
    shown.step();
    grown.step();
  }
  DOCTEST_CHECK(shown.latent().front().value.numel() < grown.latent().front().value.numel());
  DOCTEST_CHECK(shown.image().rgb == grown.image().rgb);
}

DOCTEST_TEST_CASE("where it cannot be there are none") {
  Options options = coarse_options(0.5);
  options.size = {32, 32};
  DOCTEST_CHECK(Session(test::tiny_model(), options).options().coarse == 0);
  const test::TemporaryFolder folder;
  const std::string decoder = folder.file("decoder.safetensors");
  std::filesystem::copy(test::data("taesd_tiny_decoder.safetensors"), decoder);
  std::string said;
  const auto model =
      Model::load(test::files_with({"clip_vit_tiny.safetensors"}, decoder),
                  [&](LogLevel /*level*/, const std::string& text) { said += text; });
  options.size = {1024, 512};
  DOCTEST_CHECK(possible_coarse(*model, options) == 0);
  DOCTEST_CHECK(said.find("no encoder") != std::string::npos);
}

}  // namespace clipdraw
