// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "support/torch_doctest.hpp"

#include <limits>

#include "base/error.hpp"
#include "objective/distance.hpp"
#include "objective/objective.hpp"
#include "support/compare.hpp"

namespace clipdraw {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr float kNoStop = -std::numeric_limits<float>::infinity();

// Unit vectors at the given angles from the first axis. Returns [N, 3] double.
at::Tensor at_angles(const std::vector<double>& angles) {
  at::Tensor vectors = at::zeros({static_cast<int64_t>(angles.size()), 3}, at::kDouble);
  for (size_t i = 0; i < angles.size(); ++i) {
    vectors[static_cast<int64_t>(i)][0] = std::cos(angles[i]);
    vectors[static_cast<int64_t>(i)][1] = std::sin(angles[i]);
  }
  return vectors;
}

Target make_target(const at::Tensor& embeddings, std::vector<float> weights,
                   std::vector<float> stops) {
  Target target;
  target.embeddings = embeddings;
  target.weights = at::tensor(weights).to(embeddings.scalar_type());
  target.stops = at::tensor(stops).to(embeddings.scalar_type());
  return target;
}

}  // namespace

DOCTEST_TEST_CASE("the distance is half the squared angle") {
  const std::vector<double> angles{0.0, 1e-6, 0.1, 1.0, kPi / 2, 3.0, kPi};
  const at::Tensor distance = spherical_distance(at_angles(angles), at_angles({0.0}));
  DOCTEST_CHECK(distance.sizes() == at::IntArrayRef({7, 1}));
  for (size_t i = 0; i < angles.size(); ++i) {
    DOCTEST_CHECK(distance[static_cast<int64_t>(i)][0].item<double>() ==
                  doctest::Approx(0.5 * angles[i] * angles[i]).epsilon(1e-6));
  }
}

DOCTEST_TEST_CASE("the gradient is finite at the same and at opposite directions") {
  for (const at::ScalarType type : {at::kFloat, at::kDouble}) {
    at::Tensor a =
        at_angles({0.0, 1e-7, 1e-4, kPi - 1e-4, kPi - 1e-7, kPi}).to(type).requires_grad_(true);
    const at::Tensor unit = a / a.norm(2, {1}, true);
    spherical_distance(unit, at_angles({0.0}).to(type)).sum().backward();
    DOCTEST_CHECK(at::isfinite(a.grad()).all().item<bool>());
    DOCTEST_CHECK(a.grad().abs().max().item<double>() < 4.0);
    DOCTEST_CHECK(a.grad()[0].abs().max().item<double>() == 0.0);
  }
}

DOCTEST_TEST_CASE("a gradient step from near the antipode turns towards the target") {
  at::Tensor a = at_angles({kPi - 0.01}).requires_grad_(true);
  spherical_distance(a / a.norm(2, {1}, true), at_angles({0.0})).sum().backward();
  const at::Tensor next = a.detach() - 0.1 * a.grad();
  const double angle = std::atan2(next[0][1].item<double>(), next[0][0].item<double>());
  DOCTEST_CHECK(angle < kPi - 0.2);
  DOCTEST_CHECK(angle > 0);
}

DOCTEST_TEST_CASE("embeddings of any length are normalised, also none at all") {
  const Target target = make_target(at_angles({1.0}), {1}, {kNoStop});
  const at::Tensor near = target_distances(at_angles({0.0}) * 1e-3, target);
  const at::Tensor far = target_distances(at_angles({0.0}) * 1e3, target);
  DOCTEST_CHECK(near.item<double>() == doctest::Approx(0.5));
  DOCTEST_CHECK(far.item<double>() == doctest::Approx(0.5));
  at::Tensor zero = at::zeros({1, 3}, at::kDouble).requires_grad_(true);
  target_distances(zero, target).sum().backward();
  DOCTEST_CHECK(std::isfinite(target_distances(zero, target).item<double>()));
}

DOCTEST_TEST_CASE("prompts are weighted, negative ones push away until their stop") {
  const at::Tensor targets = at_angles({0.0, 0.0});
  const at::Tensor views = at_angles({1.0, 2.0});  // distances 0.5 and 2
  const auto loss = [&](std::vector<float> weights, std::vector<float> stops) {
    const Target target = make_target(targets, std::move(weights), std::move(stops));
    return prompt_loss(target_distances(views, target), target).item<double>();
  };
  DOCTEST_CHECK(loss({1, 0}, {kNoStop, kNoStop}) == doctest::Approx(1.25));
  DOCTEST_CHECK(loss({1, 2}, {kNoStop, kNoStop}) == doctest::Approx(3.75));
  DOCTEST_CHECK(loss({1, -0.5f}, {kNoStop, kNoStop}) == doctest::Approx(0.625));
  // the view at distance 2 counts as 1 only
  DOCTEST_CHECK(loss({0, -1}, {kNoStop, -1}) == doctest::Approx(-0.75));
  DOCTEST_CHECK(loss({1, 0}, {1, kNoStop}) == doctest::Approx(1.5));
}

DOCTEST_TEST_CASE("a view beyond the stop has no gradient") {
  const Target target = make_target(at_angles({0.0}), {-1}, {-1});
  at::Tensor views = at_angles({1.0, 2.0}).requires_grad_(true);
  prompt_loss(target_distances(views, target), target).backward();
  DOCTEST_CHECK(views.grad()[0].abs().sum().item<double>() > 0.1);
  DOCTEST_CHECK(views.grad()[1].abs().sum().item<double>() == 0.0);
}

DOCTEST_TEST_CASE("total variation") {
  const at::Tensor flat = at::full({1, 3, 4, 5}, 0.3f);
  DOCTEST_CHECK(total_variation(flat).item<double>() == 0.0);
  const at::Tensor ramp = at::arange(5, at::kFloat).mul(0.1f).expand({1, 3, 4, 5});
  DOCTEST_CHECK(total_variation(ramp).item<double>() == doctest::Approx(0.01));
  DOCTEST_CHECK(total_variation(at::ones({1, 3, 1, 1})).item<double>() == 0.0);
}

DOCTEST_TEST_CASE("the pull to the start counts every part") {
  Latent start(2);
  start[0].value = at::zeros({1, 2, 2, 2});
  start[1].value = at::zeros({1, 1, 1, 3});
  Latent now = start;
  now[0].value = at::full({1, 2, 2, 2}, 2.0f);
  now[1].value = at::tensor({3.0f, 0.0f, 0.0f}).view({1, 1, 1, 3});
  DOCTEST_CHECK(pull_to_start(now, start).item<double>() == doctest::Approx(4.0 + 3.0));
  DOCTEST_CHECK_THROWS_AS(pull_to_start(now, Latent(1)), Error);
}

DOCTEST_TEST_CASE("embeddings of another size are refused") {
  DOCTEST_CHECK_THROWS_AS(spherical_distance(at::zeros({2, 3}), at::zeros({1, 4})), Error);
}

}  // namespace clipdraw
