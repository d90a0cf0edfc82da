// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "support/torch_doctest.hpp"

#include "base/error.hpp"
#include "latent/bounds.hpp"
#include "latent/start.hpp"

namespace clipdraw {

DOCTEST_TEST_CASE("random codes are rows of the codebook, fixed by the seed") {
  const at::Tensor codebook = at::arange(5 * 3, at::kFloat).view({5, 3});
  const at::Tensor z = random_codes(codebook, 6, 4, 7);
  DOCTEST_CHECK(z.sizes() == at::IntArrayRef({1, 3, 6, 4}));
  const at::Tensor rows = z[0].permute({1, 2, 0}).reshape({24, 3});
  const at::Tensor codes = rows.select(1, 0).div(3).to(at::kLong);
  DOCTEST_CHECK(at::equal(codebook.index_select(0, codes), rows));
  DOCTEST_CHECK(codes.min().item<int64_t>() < codes.max().item<int64_t>());

  DOCTEST_CHECK(at::equal(z, random_codes(codebook, 6, 4, 7)));
  DOCTEST_CHECK_FALSE(at::equal(z, random_codes(codebook, 6, 4, 8)));
  // more rows below change nothing above
  DOCTEST_CHECK(at::equal(z, random_codes(codebook, 9, 4, 7).narrow(2, 0, 6)));
}

DOCTEST_TEST_CASE("every code has the same chance") {
  const at::Tensor codebook = at::arange(4, at::kFloat).view({4, 1});
  const at::Tensor z = random_codes(codebook, 100, 100, 1);
  for (int code = 0; code < 4; ++code) {
    const double share = z.eq(code).to(at::kFloat).mean().item<double>();
    DOCTEST_CHECK(share > 0.23);
    DOCTEST_CHECK(share < 0.27);
  }
}

DOCTEST_TEST_CASE("random codes refuse an empty latent") {
  DOCTEST_CHECK_THROWS_AS(random_codes(at::zeros({4, 2}), 0, 3, 1), Error);
  DOCTEST_CHECK_THROWS_AS(random_codes(at::zeros({0, 2}), 3, 3, 1), Error);
}

DOCTEST_TEST_CASE("a latent is clamped channel by channel, in place") {
  Latent latent(2);
  latent[0].value = at::tensor({-5.0f, 0.5f, 5.0f, 5.0f}).view({1, 2, 1, 2}).requires_grad_(true);
  latent[0].low = at::tensor({-1.0f, 0.0f}).view({1, 2, 1, 1});
  latent[0].high = at::tensor({1.0f, 2.0f}).view({1, 2, 1, 1});
  latent[1].value = at::full({1, 1, 1, 1}, 99.0f);
  const at::Tensor same = latent[0].value;
  clamp_to_bounds(latent);
  DOCTEST_CHECK(at::equal(same.detach().flatten(), at::tensor({-1.0f, 0.5f, 2.0f, 2.0f})));
  DOCTEST_CHECK(same.requires_grad());
  DOCTEST_CHECK(latent[1].value.item<float>() == 99.0f);
}

DOCTEST_TEST_CASE("a copy of a latent is its own") {
  Latent latent(1);
  latent[0].name = "z";
  latent[0].value = at::ones({1, 1, 2, 2}).requires_grad_(true);
  Latent copy = clone_latent(latent);
  DOCTEST_CHECK_FALSE(copy[0].value.requires_grad());
  copy[0].value.fill_(3);
  DOCTEST_CHECK(latent[0].value.sum().item<float>() == 4.0f);
  DOCTEST_CHECK(copy[0].name == "z");
}

DOCTEST_TEST_CASE("NaN and infinity are found") {
  Latent latent(1);
  latent[0].value = at::zeros({1, 1, 2, 2});
  DOCTEST_CHECK(is_finite(latent));
  latent[0].value[0][0][1][1] = std::nanf("");
  DOCTEST_CHECK_FALSE(is_finite(latent));
}

}  // namespace clipdraw
