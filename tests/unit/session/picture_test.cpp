// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "support/torch_doctest.hpp"

#include "base/error.hpp"
#include "session/picture.hpp"

namespace clipdraw {

DOCTEST_TEST_CASE("pixels are rounded and clamped, rows from the top") {
  at::Tensor image = at::zeros({1, 3, 2, 3});
  image[0][0][0][2] = 1.7f;
  image[0][1][1][0] = 0.5f;
  image[0][2][1][1] = -0.3f;
  const PixelImage pixels = to_pixels(image);
  DOCTEST_CHECK(pixels.width == 3);
  DOCTEST_CHECK(pixels.height == 2);
  DOCTEST_REQUIRE(pixels.rgb.size() == 18);
  DOCTEST_CHECK(pixels.rgb[6] == 255);
  DOCTEST_CHECK(pixels.rgb[10] == 128);
  DOCTEST_CHECK(pixels.rgb[14] == 0);
}

DOCTEST_TEST_CASE("the middle is cut out") {
  const at::Tensor image = at::arange(3 * 8 * 8, at::kFloat).view({1, 3, 8, 8});
  const at::Tensor cut = crop_to(image, {5, 6});
  DOCTEST_CHECK(cut.sizes() == at::IntArrayRef({1, 3, 6, 5}));
  DOCTEST_CHECK(cut[0][0][0][0].item<float>() == 9.0f);
  DOCTEST_CHECK_THROWS_AS(crop_to(image, {9, 8}), Error);
}

DOCTEST_TEST_CASE("a picture is fitted with its aspect and mirrored past its edges") {
  const at::Tensor ramp = at::arange(32, at::kFloat).div(31).expand({1, 3, 32, 32}).contiguous();
  const at::Tensor same = fit_into(ramp, 32, 32);
  DOCTEST_CHECK(at::allclose(same, ramp, 0, 1e-5));
  const at::Tensor wide = fit_into(ramp, 64, 32);
  DOCTEST_CHECK(wide.sizes() == at::IntArrayRef({1, 3, 32, 64}));
  DOCTEST_CHECK(at::allclose(wide.narrow(3, 16, 32), ramp, 0, 1e-5));
  DOCTEST_CHECK(at::allclose(wide.narrow(3, 0, 16), ramp.narrow(3, 0, 16).flip({3}), 0, 1e-5));
  const at::Tensor small = fit_into(ramp, 8, 20);
  DOCTEST_CHECK(small.sizes() == at::IntArrayRef({1, 3, 20, 8}));
  DOCTEST_CHECK(small.min().item<float>() >= 0.0f);
}

DOCTEST_TEST_CASE("what is continued past its edges can be cut out again") {
  const at::Tensor image = at::arange(3 * 5 * 6, at::kFloat).view({1, 3, 6, 5});
  const at::Tensor larger = extend_to(image, 8, 16);
  DOCTEST_CHECK(larger.sizes() == at::IntArrayRef({1, 3, 16, 8}));
  DOCTEST_CHECK(at::equal(crop_to(larger, {5, 6}), image));
}

DOCTEST_TEST_CASE("pixels become a tensor and pixels again") {
  PixelImage pixels{3, 2, {}};
  for (int i = 0; i < 18; ++i) pixels.rgb.push_back(static_cast<uint8_t>(i * 15));
  const at::Tensor image = to_tensor(pixels);
  DOCTEST_CHECK(image.sizes() == at::IntArrayRef({1, 3, 2, 3}));
  DOCTEST_CHECK(image[0][1][0][2].item<float>() == doctest::Approx(7 * 15 / 255.0));
  DOCTEST_CHECK(to_pixels(image).rgb == pixels.rgb);
  pixels.rgb.pop_back();
  DOCTEST_CHECK_THROWS_AS(to_tensor(pixels), Error);
}

}  // namespace clipdraw
