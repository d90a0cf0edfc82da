// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "support/torch_doctest.hpp"

#include "base/random.hpp"
#include "cutouts/plan.hpp"
#include "cutouts/resample.hpp"
#include "support/compare.hpp"

namespace clipdraw {
namespace {

at::Tensor random_values(at::IntArrayRef shape, uint32_t index) {
  at::Tensor values = at::empty(shape, at::kFloat);
  Random(5, Purpose::test, 0, index)
      .fill_uniform(values.data_ptr<float>(), static_cast<size_t>(values.numel()));
  return values.to(at::kDouble);
}

}  // namespace

DOCTEST_TEST_CASE("views: central differences") {
  CutoutSettings settings;
  settings.views = 9;
  settings.noise = 0.1;
  for (const auto& [width, height, size] :
       {std::array{20, 20, 8}, std::array{30, 16, 24}, std::array{9, 33, 12}}) {
    const ViewPlan plan = plan_views(settings, width, height, size, 2, 4);
    const at::Tensor weights = random_values({9, 3, size, size}, 1);
    const auto f = [&plan = plan, &weights](const at::Tensor& x) {
      return (resample(x, plan).square() * weights).sum();
    };
    DOCTEST_CHECK(test::gradient_error(f, random_values({1, 3, height, width}, 0)) < 1e-7);
  }
}

DOCTEST_TEST_CASE("clamp: central differences inside the range, where it is differentiable") {
  const at::Tensor weights = random_values({1, 3, 6, 7}, 2) - 0.5;
  const auto f = [&](const at::Tensor& x) { return (clamp_picture(x).square() * weights).sum(); };
  const at::Tensor x = random_values({1, 3, 6, 7}, 3) * 0.98 + 0.01;
  DOCTEST_CHECK(test::gradient_error(f, x) < 1e-7);
}

}  // namespace clipdraw
