// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "support/torch_doctest.hpp"

#include <limits>

#include "base/random.hpp"
#include "objective/distance.hpp"
#include "objective/objective.hpp"
#include "support/compare.hpp"

namespace clipdraw {
namespace {

at::Tensor random_values(at::IntArrayRef shape, uint32_t index) {
  at::Tensor values = at::empty(shape, at::kFloat);
  Random(6, Purpose::test, 0, index)
      .fill_normal(values.data_ptr<float>(), static_cast<size_t>(values.numel()));
  return values.to(at::kDouble);
}

at::Tensor unit(const at::Tensor& x) { return x / x.norm(2, {1}, true); }

}  // namespace

DOCTEST_TEST_CASE("spherical distance: central differences, also near both ends") {
  const at::Tensor b = unit(random_values({3, 10}, 0));
  const at::Tensor weights = random_values({4, 3}, 1);
  const auto f = [&](const at::Tensor& x) { return (spherical_distance(x, b) * weights).sum(); };
  DOCTEST_CHECK(test::gradient_error(f, unit(random_values({4, 10}, 2))) < 1e-6);

  // 0.02 rad from a target, and 0.02 rad from its antipode
  const at::Tensor side = 0.02 * random_values({3, 10}, 3);
  const auto g = [&](const at::Tensor& x) {
    return spherical_distance(unit(x), b).diagonal().sum();
  };
  DOCTEST_CHECK(test::gradient_error(g, unit(b + side)) < 1e-5);
  DOCTEST_CHECK(test::gradient_error(g, unit(-b + side)) < 1e-4);
}

DOCTEST_TEST_CASE("the prompts' loss: central differences") {
  constexpr double kNoStop = -std::numeric_limits<double>::infinity();
  Target target;
  target.embeddings = unit(random_values({3, 8}, 4));
  target.weights = at::tensor({1.0, -0.5, 2.0}, at::kDouble);
  target.stops = at::tensor({kNoStop, -0.9, 0.1}, at::kDouble);
  const auto f = [&](const at::Tensor& x) {
    return prompt_loss(target_distances(x, target), target);
  };
  DOCTEST_CHECK(test::gradient_error(f, random_values({6, 8}, 5)) < 1e-6);
}

DOCTEST_TEST_CASE("regularisers: central differences") {
  const auto variation = [](const at::Tensor& x) { return total_variation(x); };
  DOCTEST_CHECK(test::gradient_error(variation, random_values({1, 3, 5, 7}, 6)) < 1e-7);

  Latent start(1);
  start[0].value = random_values({1, 4, 3, 3}, 7);
  const auto pull = [&](const at::Tensor& x) {
    Latent now = start;
    now[0].value = x;
    return pull_to_start(now, start);
  };
  DOCTEST_CHECK(test::gradient_error(pull, random_values({1, 4, 3, 3}, 8)) < 1e-7);
}

}  // namespace clipdraw
