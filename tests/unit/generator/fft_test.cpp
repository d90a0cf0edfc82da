// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "generator/fft.hpp"

#include "base/error.hpp"
#include "base/random.hpp"
#include "support/torch_doctest.hpp"

namespace clipdraw {
namespace {

// Standard normal values.
at::Tensor noise(int64_t height, int64_t width) {
  at::Tensor values = at::empty({1, 3, height, width}, at::kFloat);
  Random(1, Purpose::test)
      .fill_normal(values.data_ptr<float>(), static_cast<size_t>(values.numel()));
  return values;
}

at::Tensor picture(int64_t height, int64_t width) {
  at::Tensor values = at::empty({1, 3, height, width}, at::kFloat);
  Random(2, Purpose::test)
      .fill_uniform(values.data_ptr<float>(), static_cast<size_t>(values.numel()));
  return values;
}

DOCTEST_TEST_CASE("it is made without a file") {
  const std::shared_ptr<const Generator> fft = Generator::load("fft");
  DOCTEST_CHECK(std::string(fft->kind()) == "fft");
  DOCTEST_CHECK(fft->files().empty());
  DOCTEST_CHECK(fft->factor() == 1);
  DOCTEST_CHECK(fft->can_encode());
  DOCTEST_CHECK_FALSE(fft->codebook().defined());
  DOCTEST_CHECK(fft->suggestion().learning_rate == 0.05);
  using Shapes = std::vector<std::vector<int64_t>>;
  DOCTEST_CHECK(fft->latent_shapes(17, 5) == Shapes{{1, 3, 5, 17}, {1, 1, 1, 1}});
  DOCTEST_CHECK_THROWS_AS(fft->latent_shapes(0, 5), Error);
  DOCTEST_CHECK_THROWS_AS(fft->encode(at::zeros({1, 1, 4, 4})), Error);
  DOCTEST_CHECK_THROWS_AS(fft->from_values(at::zeros({1, 4, 4, 4})), Error);
  DOCTEST_CHECK_THROWS_AS(fft->decode({}), Error);
  DOCTEST_CHECK_THROWS_AS(Generator::archive_metadata("fft"), Error);
}

DOCTEST_TEST_CASE("encode is the inverse of decode at any size") {
  const Fft fft;
  for (const auto& [height, width] :
       std::vector<std::pair<int64_t, int64_t>>{{1, 1}, {2, 3}, {16, 16}, {15, 22}, {31, 7}}) {
    const at::Tensor image = picture(height, width).clamp(0.01, 0.99);
    const at::Tensor again = fft.decode(fft.encode(image));
    DOCTEST_CHECK((again - image).abs().max().item<float>() < 1e-4);
    // Coefficients count by their direction: the spread of the picture is a part of its own.
    const Latent z = fft.from_values(noise(height, width));
    const Latent back = fft.encode(fft.decode(z));
    const at::Tensor both = at::stack({z[0].value.flatten(), back[0].value.flatten()});
    DOCTEST_CHECK((both / both.norm(2, 1, true)).prod(0).sum().item<float>() > 0.999F);
    if (height * width > 1) {
      DOCTEST_CHECK(back[1].value.item<float>() == doctest::Approx(0.9).epsilon(0.01));
    }
  }
  const at::Tensor grey = at::full({1, 3, 6, 5}, 0.7f);
  DOCTEST_CHECK((fft.decode(fft.encode(grey)) - grey).abs().max().item<float>() < 1e-4);
  // Black and white survive what a picture of 8 bits shows.
  const at::Tensor extreme = picture(8, 9).round();
  DOCTEST_CHECK((fft.decode(fft.encode(extreme)) - extreme).abs().max().item<float>() < 0.5 / 255);
}

DOCTEST_TEST_CASE("a random Z is a picture of medium contrast in long waves") {
  const Fft fft;
  const at::Tensor image = fft.decode(fft.from_values(noise(128, 96)));
  DOCTEST_CHECK(image.sizes() == at::IntArrayRef({1, 3, 128, 96}));
  DOCTEST_CHECK(image.min().item<float>() > 0);
  DOCTEST_CHECK(image.max().item<float>() < 1);
  const double spread = image.std().item<double>();
  DOCTEST_CHECK(spread > 0.05);
  DOCTEST_CHECK(spread < 0.25);
  const at::Tensor step = image.narrow(3, 1, 95) - image.narrow(3, 0, 95);
  DOCTEST_CHECK(step.std().item<double>() < spread / 2);
  // However large the coefficients grow, the contrast stays.
  const at::Tensor grown = fft.decode(fft.from_values(noise(128, 96) * 50));
  DOCTEST_CHECK((grown - image).abs().max().item<float>() < 1e-4);
}

}  // namespace
}  // namespace clipdraw
