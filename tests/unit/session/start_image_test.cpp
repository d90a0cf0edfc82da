// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

// A picture of the caller as the first one.

#include "support/torch_doctest.hpp"

#include <cstdlib>
#include <filesystem>

#include "session/embed.hpp"
#include "session/session.hpp"
#include "tiny.hpp"

namespace clipdraw {
namespace {

using test::ending_of;
using test::status_of;

Options options_of(ImageSize size, int steps = 0) {
  Options options = test::tiny_options();
  options.start = Start::random;
  options.size = size;
  options.steps = steps;
  return options;
}

// The first picture that a generator which gives back what it encodes makes of a picture.
PixelImage first_picture(const PixelImage& given, ImageSize size) {
  Session session(test::two_guides(), options_of(size));
  session.add_text("a red apple");
  session.start_from(given);
  session.start();
  return session.image();
}

// The greatest difference between two rows of pixels, beginning at pixel (x, y) of each.
int difference(const PixelImage& a, int ax, int ay, const PixelImage& b, int bx, int by,
               int pixels) {
  int most = 0;
  for (int i = 0; i < 3 * pixels; ++i) {
    const auto at = [i](const PixelImage& image, int x, int y) {
      return static_cast<int>(image.rgb.at(static_cast<size_t>(3 * (y * image.width + x) + i)));
    };
    most = std::max(most, std::abs(at(a, ax, ay) - at(b, bx, by)));
  }
  return most;
}

}  // namespace

DOCTEST_TEST_CASE("a picture of the session's size is taken up as it is") {
  const PixelImage given = test::picture(40, 24);
  const PixelImage first = first_picture(given, {40, 24});
  for (int y = 0; y < 24; ++y) DOCTEST_CHECK(difference(first, 0, y, given, 0, y, 40) <= 2);
}

DOCTEST_TEST_CASE("a picture of another shape keeps its aspect, all of it is seen") {
  // Twice as wide as the session: scaled by a half, above and below it is mirrored.
  const PixelImage given = test::picture(64, 32);
  const PixelImage half = test::picture(32, 16);
  const PixelImage first = first_picture(given, {32, 32});
  for (int y = 1; y < 15; ++y) {
    DOCTEST_CHECK(difference(first, 1, 8 + y, half, 1, y, 30) <= 8);
  }
  for (int y = 0; y < 8; ++y) {
    DOCTEST_CHECK(difference(first, 0, 7 - y, first, 0, 8 + y, 32) <= 3);
    DOCTEST_CHECK(difference(first, 0, 24 + y, first, 0, 23 - y, 32) <= 3);
  }
}

DOCTEST_TEST_CASE("any size goes into any other, and is drawn on from there") {
  for (const auto& model : {test::tiny_model(), test::two_guides()}) {
    for (const ImageSize size : {ImageSize{50, 37}, ImageSize{16, 64}}) {
      for (const PixelImage& given : {test::picture(7, 90), test::picture(200, 100)}) {
        Session session(model, options_of(size, 2));
        session.add_text("a red apple");
        session.start_from(given);
        DOCTEST_CHECK(session.options().start == Start::image);
        DOCTEST_CHECK(session.start_picture() == picture_id(given));
        DOCTEST_CHECK(session.run().steps == 2);
        DOCTEST_CHECK(session.image().width == size.width);
        DOCTEST_CHECK(session.image().height == size.height);
      }
    }
  }
}

DOCTEST_TEST_CASE("the pull holds the drawing to the picture") {
  // The squared distance of Z from where it started, after some steps.
  const auto moved = [](double pull) {
    Options options = options_of({32, 32}, 10);
    options.pull = pull;
    Session session(test::tiny_model(), options);
    session.add_text("a red apple");
    session.start_from(test::picture(32, 32));
    session.start();
    const at::Tensor start = session.latent()[0].value.detach().clone();
    session.run();
    return (session.latent()[0].value.detach() - start).square().sum().item<double>();
  };
  DOCTEST_CHECK(moved(1000) < 0.5 * moved(0));
}

DOCTEST_TEST_CASE("the last picture that was given counts, and the prompts need not be words") {
  Session session(test::two_guides(), options_of({24, 24}));
  session.start_from(test::picture(30, 10));
  session.start_from(test::picture(24, 24, 2));
  session.add_image(test::picture(8, 8));
  session.start();
  DOCTEST_CHECK(session.image().rgb == first_picture(test::picture(24, 24, 2), {24, 24}).rgb);
}

DOCTEST_TEST_CASE("where a picture cannot be the first one, that is said") {
  const test::TemporaryFolder folder;
  const std::string decoder = folder.file("decoder.safetensors");
  std::filesystem::copy(test::data("taesd_tiny_decoder.safetensors"), decoder);
  Session unable(Model::load(test::files_with({"clip_vit_tiny.safetensors"}, decoder)),
                 options_of({32, 32}));
  unable.add_text("a red apple");
  const test::Ending ending = ending_of([&] { unable.start_from(test::picture(8, 8)); });
  DOCTEST_CHECK(ending.status == Status::unsupported);
  DOCTEST_CHECK(ending.says("decoder.safetensors"));
  DOCTEST_CHECK(unable.options().start == Start::random);
  unable.start();

  Session session(test::two_guides(), options_of({32, 32}));
  session.add_text("a red apple");
  DOCTEST_CHECK(status_of([&] { session.start_from({3, 3, {}}); }) == Status::invalid_argument);
  DOCTEST_CHECK_FALSE(session.start_picture().has_value());
  session.start();
  DOCTEST_CHECK(status_of([&] { session.start_from(test::picture(8, 8)); }) ==
                Status::invalid_state);

  Options wanted = options_of({32, 32});
  wanted.set("start", "image");
  Session without(test::two_guides(), wanted);
  without.add_text("a red apple");
  DOCTEST_CHECK(ending_of([&] { without.start(); }).status == Status::invalid_state);
  DOCTEST_CHECK(ending_of([&] { without.run(); }).says("no image was given"));
  without.start_from(test::picture(8, 8));
  without.start();
}

}  // namespace clipdraw
