// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "nn/recompute.hpp"

#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/autograd.h>

#include <stdexcept>
#include <thread>
#include <vector>

#include "base/random.hpp"
#include "support/torch_doctest.hpp"

namespace clipdraw {
namespace {

at::Tensor noise(at::IntArrayRef shape, uint32_t index) {
  at::Tensor values = at::empty(shape, at::kFloat);
  Random(4, Purpose::test, 0, index)
      .fill_normal(values.data_ptr<float>(), static_cast<size_t>(values.numel()));
  return values;
}

at::Tensor wave(const at::Tensor& x) { return at::silu(at::matmul(at::sin(x * 3), x)); }

std::vector<at::Tensor> both(const TensorFn& f, const at::Tensor& x) {
  const at::Tensor leaf = x.detach().requires_grad_(true);
  const at::Tensor y = f(leaf);
  return {y.detach(), torch::autograd::grad({y}, {leaf}, {noise(y.sizes(), 9)})[0]};
}

// Three waves in a row, each recomputed, and the first two of them together once more.
at::Tensor nested(const at::Tensor& x) {
  const auto two = [](const at::Tensor& y) { return recompute(wave, recompute(wave, y)); };
  return recompute(wave, recompute(two, x));
}

DOCTEST_TEST_CASE("recomputing changes neither the result nor the gradient, nested or not") {
  const at::Tensor x = noise({12, 12}, 1) * 0.3;
  const std::vector<at::Tensor> plain =
      both([](const at::Tensor& y) { return wave(wave(wave(y))); }, x);
  const std::vector<at::Tensor> found = both(nested, x);
  DOCTEST_CHECK(at::equal(found[0], plain[0]));
  DOCTEST_CHECK(at::equal(found[1], plain[1]));
  DOCTEST_CHECK(found[1].abs().max().item<float>() > 0);
}

DOCTEST_TEST_CASE("several threads may recompute at once") {
  const at::Tensor x = noise({12, 12}, 1) * 0.3;
  const std::vector<at::Tensor> alone = both(nested, x);
  std::vector<std::vector<at::Tensor>> found(4);
  std::vector<std::thread> threads;
  for (std::vector<at::Tensor>& own : found) {
    threads.emplace_back([&own, &x] { own = both(nested, x); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::vector<at::Tensor>& own : found) {
    DOCTEST_CHECK(at::equal(own[0], alone[0]));
    DOCTEST_CHECK(at::equal(own[1], alone[1]));
  }
}

DOCTEST_TEST_CASE("the function runs once on the way there and once more on the way back") {
  int calls = 0;
  const auto counted = [&](const at::Tensor& x) {
    ++calls;
    return at::sin(x);
  };
  const at::Tensor x = noise({4}, 1).requires_grad_(true);
  {
    const at::NoGradGuard no_grad;
    recompute(counted, x);
  }
  DOCTEST_CHECK(calls == 1);
  const at::Tensor y = recompute(counted, x);
  DOCTEST_CHECK(calls == 2);
  torch::autograd::grad({y.sum()}, {x});
  DOCTEST_CHECK(calls == 3);
}

DOCTEST_TEST_CASE("an error on the way back comes through") {
  bool broken = false;
  const auto fragile = [&](const at::Tensor& x) {
    if (broken) throw std::runtime_error("broken");
    return at::sin(x);
  };
  const at::Tensor x = noise({4}, 1).requires_grad_(true);
  const at::Tensor y = recompute(fragile, x);
  broken = true;
  DOCTEST_CHECK_THROWS_WITH(torch::autograd::grad({y.sum()}, {x}), "broken");
}

}  // namespace
}  // namespace clipdraw
