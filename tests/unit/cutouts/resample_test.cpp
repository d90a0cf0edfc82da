// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "support/torch_doctest.hpp"

#include <ATen/Parallel.h>

#include "base/error.hpp"
#include "base/random.hpp"
#include "cutouts/geometry.hpp"
#include "cutouts/plain_resample.hpp"
#include "cutouts/plan.hpp"
#include "cutouts/resample.hpp"
#include "support/compare.hpp"

namespace clipdraw {
namespace {

// Returns [1, 3, height, width] uniform 0..1.
at::Tensor random_picture(int64_t height, int64_t width, at::ScalarType type = at::kFloat) {
  at::Tensor picture = at::empty({1, 3, height, width}, at::kFloat);
  Random(11, Purpose::test)
      .fill_uniform(picture.data_ptr<float>(), static_cast<size_t>(picture.numel()));
  return picture.to(type);
}

ViewPlan random_plan(int views, int width, int height, int size, double noise = 0) {
  CutoutSettings settings;
  settings.views = views;
  settings.noise = noise;
  return plan_views(settings, width, height, size, 3, 1);
}

}  // namespace

DOCTEST_TEST_CASE("a view of the picture's own size is the picture") {
  const at::Tensor picture = random_picture(24, 24);
  const at::Tensor view = resample(picture, plan_fixed_views(1, 24, 24, 24));
  DOCTEST_CHECK(at::allclose(view, picture, 0, 1e-6));
}

DOCTEST_TEST_CASE("shrinking averages: a pattern of single pixels becomes grey") {
  const at::Tensor row = at::arange(64).remainder(2);
  const at::Tensor checkers =
      (row.unsqueeze(0) + row.unsqueeze(1)).remainder(2).to(at::kFloat).expand({1, 3, 64, 64});
  for (const int size : {8, 16, 20, 31}) {
    const at::Tensor view = resample(checkers, plan_fixed_views(1, 64, 64, size));
    DOCTEST_CHECK((view - 0.5).abs().max().item<double>() < 0.04);
  }
}

DOCTEST_TEST_CASE("a ramp stays a ramp at any scale") {
  const at::Tensor ramp = at::arange(60, at::kFloat).add(0.5).div(60).expand({1, 3, 60, 60});
  for (const int size : {15, 37, 90}) {
    const at::Tensor view = resample(ramp, plan_fixed_views(1, 60, 60, size));
    const at::Tensor expected =
        at::arange(size, at::kFloat).add(0.5).div(size).expand({1, 3, size, size});
    const int64_t edge = size / 15 + 2;
    const at::Tensor error = (view - expected).narrow(3, edge, size - 2 * edge);
    DOCTEST_CHECK(error.abs().max().item<double>() < 2e-3);
  }
}

DOCTEST_TEST_CASE("past the border is the mirrored picture or a colour") {
  const at::Tensor picture = random_picture(8, 8);
  ViewPlan plan;
  plan.size = 8;
  plan.views.resize(2);
  for (View& view : plan.views) view.to_picture = translate(-4, 0);
  plan.views[1].border = Border::color;
  plan.views[1].border_color = {0.25f, 0.5f, 0.75f};
  const at::Tensor views = resample(picture, plan);
  const at::Tensor inside = picture[0].narrow(2, 0, 4);
  DOCTEST_CHECK(at::allclose(views[0].narrow(2, 4, 4), inside, 0, 1e-6));
  DOCTEST_CHECK(at::allclose(views[0].narrow(2, 0, 4), inside.flip({2}), 0, 1e-6));
  DOCTEST_CHECK(at::allclose(views[1].narrow(2, 4, 4), inside, 0, 1e-6));
  DOCTEST_CHECK(views[1][2].narrow(1, 0, 4).sub(0.75).abs().max().item<double>() < 1e-6);

  // half over the border: half of it
  plan.views[1].to_picture = translate(-0.5, 0);
  const at::Tensor half = resample(picture, plan)[1];
  const at::Tensor expected = 0.5 * picture[0][0].select(1, 0) + 0.125;
  DOCTEST_CHECK(at::allclose(half[0].select(1, 0), expected, 0, 1e-6));
}

DOCTEST_TEST_CASE("views of black and white pictures stay in 0..1") {
  const at::Tensor picture = random_picture(40, 56).round();
  for (uint32_t step = 0; step < 10; ++step) {
    const at::Tensor views = resample(picture, plan_views({}, 56, 40, 32, 8, step));
    DOCTEST_CHECK(views.min().item<double>() >= -1e-6);
    DOCTEST_CHECK(views.max().item<double>() <= 1 + 1e-6);
  }
}

DOCTEST_TEST_CASE("colours are mixed by the view's matrix") {
  const at::Tensor picture = random_picture(6, 6);
  ViewPlan plan = plan_fixed_views(1, 6, 6, 6);
  plan.views[0].color_matrix = {0, 1, 0, 0, 0, 0.5f, 1, 0, 0};
  plan.views[0].color_offset = {0, 0.25f, 0};
  const at::Tensor view = resample(picture, plan);
  DOCTEST_CHECK(at::allclose(view[0][0], picture[0][1], 0, 1e-6));
  DOCTEST_CHECK(at::allclose(view[0][1], picture[0][2] * 0.5 + 0.25, 0, 1e-6));
  DOCTEST_CHECK(at::allclose(view[0][2], picture[0][0], 0, 1e-6));
}

DOCTEST_TEST_CASE("noise has the strength of its view and no gradient") {
  at::Tensor picture = at::full({1, 3, 64, 64}, 0.5f).requires_grad_(true);
  ViewPlan plan = plan_fixed_views(2, 64, 64, 64);
  plan.noise.resize(3 * 64 * 64);
  Random(1, Purpose::test).fill_normal(plan.noise.data(), plan.noise.size());
  plan.views[1].noise = 0.1f;
  plan.views[1].noise_offset = 1000;
  const at::Tensor views = resample(picture, plan);
  DOCTEST_CHECK((views[0] - 0.5).abs().max().item<double>() < 1e-6);
  DOCTEST_CHECK(views[1].std().item<double>() == doctest::Approx(0.1).epsilon(0.05));
  const float first = views[1][0][0][0].item<float>();
  DOCTEST_CHECK(first == doctest::Approx(0.5 + 0.1 * plan.noise[1000]));
}

DOCTEST_TEST_CASE("the backward pass is the transpose of the forward one") {
  const at::Tensor picture = random_picture(30, 44, at::kDouble);
  const ViewPlan plan = random_plan(13, 44, 30, 20);
  at::Tensor x = picture.clone().requires_grad_(true);
  const at::Tensor y = resample(x, plan);
  const at::Tensor direction = at::sin(at::arange(y.numel(), at::kDouble)).view_as(y);
  (y * direction).sum().backward();
  // an affine map: f(x) - f(0) is linear
  const at::Tensor linear = y.detach() - resample(at::zeros_like(picture), plan);
  const double there = (linear * direction).sum().item<double>();
  const double back = (x.grad() * picture).sum().item<double>();
  DOCTEST_CHECK(there == doctest::Approx(back).epsilon(1e-10));
}

DOCTEST_TEST_CASE("LibTorch's operations give the same views and the same gradient") {
  const at::Tensor picture = random_picture(30, 44, at::kDouble);
  for (const int size : {20, 70}) {
    ViewPlan plan = random_plan(12, 44, 30, size, 0.1);
    for (size_t i = 0; i < plan.views.size(); ++i) {
      if (i % 3 > 0) plan.views[i].border = Border::color;
      if (i % 3 == 1)
        plan.views[i].to_picture[2] -= 15;  // a third of the picture to the left of it
      if (i % 3 == 2) plan.views[i].radius_x *= 1.7;
    }
    std::vector<at::Tensor> views, gradients;
    for (const auto& form : {resample, plain_resample}) {
      at::Tensor x = picture.clone().requires_grad_(true);
      views.push_back(form(x, plan));
      (views.back().square() * at::sin(at::arange(views[0].numel(), at::kDouble)).view_as(views[0]))
          .sum()
          .backward();
      gradients.push_back(x.grad());
    }
    DOCTEST_CHECK(test::relative_error(views[0], views[1]) < 1e-6);
    DOCTEST_CHECK(test::relative_error(gradients[0], gradients[1]) < 1e-6);
  }
}

DOCTEST_TEST_CASE("float and double agree") {
  const ViewPlan plan = random_plan(6, 50, 50, 24, 0.1);
  const at::Tensor picture = random_picture(50, 50);
  DOCTEST_CHECK(test::relative_error(resample(picture, plan),
                                     resample(picture.to(at::kDouble), plan)) < 1e-6);
}

DOCTEST_TEST_CASE("the same bytes with one thread and with two") {
  const ViewPlan plan = random_plan(11, 64, 64, 32, 0.05);
  const int before = at::get_num_threads();
  std::vector<at::Tensor> results;
  for (const int threads : {1, 2}) {
    at::set_num_threads(threads);
    at::Tensor x = random_picture(64, 64).requires_grad_(true);
    const at::Tensor y = resample(x, plan);
    y.square().sum().backward();
    results.push_back(y.detach());
    results.push_back(x.grad());
  }
  at::set_num_threads(before);
  DOCTEST_CHECK(at::equal(results[0], results[2]));
  DOCTEST_CHECK(at::equal(results[1], results[3]));
}

DOCTEST_TEST_CASE("the clamp keeps the gradient that leads back inside") {
  const at::Tensor values = at::tensor({-0.5f, -0.5f, 0.3f, 0.3f, 1.5f, 1.5f, 0.0f, 1.0f});
  const at::Tensor slopes = at::tensor({1.0f, -1.0f, 1.0f, -1.0f, 1.0f, -1.0f, 1.0f, -1.0f});
  at::Tensor x = values.clone().requires_grad_(true);
  const at::Tensor y = clamp_picture(x);
  DOCTEST_CHECK(at::equal(y.detach(), values.clamp(0, 1)));
  (y * slopes).sum().backward();
  // descent moves against the slope: below 0 a negative one leads back, above 1 a positive one
  DOCTEST_CHECK(
      at::equal(x.grad(), at::tensor({0.0f, -1.0f, 1.0f, -1.0f, 1.0f, 0.0f, 1.0f, -1.0f})));
}

DOCTEST_TEST_CASE("what cannot be sampled is refused") {
  const ViewPlan plan = plan_fixed_views(1, 8, 8, 4);
  DOCTEST_CHECK_THROWS_AS(resample(at::zeros({2, 3, 8, 8}), plan), Error);
  DOCTEST_CHECK_THROWS_AS(resample(at::zeros({1, 3, 8, 8}, at::kHalf), plan), Error);
  DOCTEST_CHECK_THROWS_AS(resample(at::zeros({1, 3, 8, 8}), ViewPlan()), Error);
  ViewPlan folded = plan;
  folded.views[0].to_picture[8] = -1;
  DOCTEST_CHECK_THROWS_AS(resample(at::zeros({1, 3, 8, 8}), folded), Error);
  folded.views[0].to_picture[8] = std::nan("");
  DOCTEST_CHECK_THROWS_AS(resample(at::zeros({1, 3, 8, 8}), folded), Error);
}

}  // namespace clipdraw
