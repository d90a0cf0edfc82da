// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "generator/codebook.hpp"

#include "support/torch_doctest.hpp"

namespace clipdraw {
namespace {

const at::Tensor kRows = at::tensor({0.f, 0.f, 1.f, 0.f, 0.f, 2.f, -1.f, -1.f}).view({4, 2});

DOCTEST_TEST_CASE("the nearest row is found at every place") {
  const Codebook book(kRows);
  const at::Tensor codes = at::tensor({0, 1, 2, 3, 3, 2}, at::kLong).view({1, 2, 3});
  const at::Tensor exact = book.look_up(codes);  // [1, 2, 2, 3]
  DOCTEST_CHECK(exact.sizes() == at::IntArrayRef({1, 2, 2, 3}));
  DOCTEST_CHECK(at::equal(book.nearest(exact), codes));
  DOCTEST_CHECK(at::equal(book.nearest(exact + 0.3), codes));
  DOCTEST_CHECK(at::equal(book.quantize(exact - 0.3), exact));
  const at::Tensor batch = at::cat({exact, exact.flip({2})});
  DOCTEST_CHECK(at::equal(book.nearest(batch)[1], codes[0].flip({0})));
}

DOCTEST_TEST_CASE("bounds are the range of each channel") {
  const Codebook book(kRows);
  DOCTEST_CHECK(at::equal(book.low(), at::tensor({-1.f, -1.f}).view({1, 2, 1, 1})));
  DOCTEST_CHECK(at::equal(book.high(), at::tensor({1.f, 2.f}).view({1, 2, 1, 1})));
}

DOCTEST_TEST_CASE("the gradient passes straight through the rounding") {
  const Codebook book(kRows);
  const at::Tensor z = at::full({1, 2, 2, 2}, 0.2f).requires_grad_(true);
  const at::Tensor factor = at::arange(8, at::kFloat).view({1, 2, 2, 2});
  const at::Tensor rounded = book.quantize(z);
  DOCTEST_CHECK(at::equal(rounded, at::zeros({1, 2, 2, 2})));
  (rounded * factor).sum().backward();
  DOCTEST_CHECK(at::equal(z.grad(), factor));
}

}  // namespace
}  // namespace clipdraw
