// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "support/torch_doctest.hpp"

#include "base/error.hpp"
#include "base/random.hpp"
#include "cutouts/plan.hpp"
#include "cutouts/resample.hpp"
#include "session/evaluate.hpp"
#include "support/compare.hpp"

namespace clipdraw {
namespace {

at::Tensor random_values(at::IntArrayRef shape, uint32_t index) {
  at::Tensor values = at::empty(shape, at::kFloat);
  Random(9, Purpose::test, 0, index)
      .fill_normal(values.data_ptr<float>(), static_cast<size_t>(values.numel()));
  return values.to(at::kDouble);
}

Target small_target(uint32_t index) {
  const at::Tensor raw = random_values({2, 5}, index);
  Target target;
  target.embeddings = raw / raw.norm(2, {1}, true);
  target.weights = at::tensor({1.0, -0.3}, at::kDouble);
  target.stops = at::full({2}, -10.0, at::kDouble);
  return target;
}

// A generator of 2x upsampling and a perceptor of one projection, in double.
Stages small_stages() {
  const at::Tensor colors = random_values({3, 2, 1, 1}, 1) * 0.2;
  const at::Tensor projection = random_values({3 * 8 * 8, 5}, 2);
  return {
      [colors](const Latent& z) {
        return at::upsample_nearest2d(at::conv2d(z[0].value, colors), {24, 24}) + 0.5;
      },
      {{[projection](const at::Tensor& views) { return at::matmul(views.flatten(1), projection); },
        small_target(3)}}};
}

Latent small_latent(const at::Tensor& value) {
  Latent latent(1);
  latent[0].name = "z";
  latent[0].value = value;
  return latent;
}

std::vector<Look> looks_in_groups(const std::vector<size_t>& groups, int side = 8,
                                  const std::vector<size_t>& guides = {0}) {
  CutoutSettings settings;
  settings.views = 6;
  const ViewPlan plan = plan_views(settings, 24, 24, side, 1, 0);
  std::vector<Look> looks;
  size_t first = 0;
  for (const size_t count : groups) {
    ViewPlan part = plan;
    part.views = {plan.views.begin() + static_cast<std::ptrdiff_t>(first),
                  plan.views.begin() + static_cast<std::ptrdiff_t>(first + count)};
    looks.push_back({static_cast<int>(count),
                     [part](const at::Tensor& image) { return resample(image, part); }, guides});
    first += count;
  }
  return looks;
}

}  // namespace

DOCTEST_TEST_CASE("the gradient of a step is that of its loss") {
  const Stages stages = small_stages();
  const at::Tensor z = random_values({1, 2, 12, 12}, 4) * 0.3;  // keeps the picture inside 0..1
  const Latent start = small_latent(random_values({1, 2, 12, 12}, 5));
  const auto at_z = [&](const at::Tensor& value) {
    return evaluate(stages, small_latent(value.detach().clone().requires_grad_(true)), start,
                    looks_in_groups({6}), {2.0, 0.5});
  };
  const Evaluation here = at_z(z);
  DOCTEST_CHECK(here.loss != here.distance);
  for (uint32_t direction = 0; direction < 6; ++direction) {
    const at::Tensor d = random_values({1, 2, 12, 12}, 10 + direction);
    const double slope = (here.gradients[0] * d).sum().item<double>();
    const double measured = (at_z(z + 1e-5 * d).loss - at_z(z - 1e-5 * d).loss) / 2e-5;
    DOCTEST_CHECK(slope == doctest::Approx(measured).epsilon(1e-6));
  }
}

DOCTEST_TEST_CASE("views in groups give what all together give") {
  const Stages stages = small_stages();
  const Latent latent = small_latent(random_values({1, 2, 12, 12}, 4).requires_grad_(true));
  const Evaluation once = evaluate(stages, latent, latent, looks_in_groups({6}), {});
  const Evaluation grouped = evaluate(stages, latent, latent, looks_in_groups({2, 3, 1}), {});
  DOCTEST_CHECK(once.loss == doctest::Approx(grouped.loss).epsilon(1e-12));
  DOCTEST_CHECK(test::relative_error(grouped.gradients[0], once.gradients[0]) < 1e-12);
  DOCTEST_CHECK(once.loss == once.distance);
}

DOCTEST_TEST_CASE("several guides are the weighted sum of each alone") {
  // Inside 0..1: at the border the clamp's gradient depends on the sign of the sum.
  const at::Tensor z = random_values({1, 2, 12, 12}, 4) * 0.3;
  const Latent latent = small_latent(z.requires_grad_(true));
  Stages stages = small_stages();
  const at::Tensor projection = random_values({3 * 8 * 8, 5}, 6);
  const at::Tensor wide_projection = random_values({3 * 10 * 10, 7}, 7);
  Target wide_target = small_target(8);
  wide_target.embeddings = random_values({2, 7}, 8);
  wide_target.embeddings = wide_target.embeddings / wide_target.embeddings.norm(2, {1}, true);
  stages.guides.push_back(
      {[=](const at::Tensor& views) { return at::matmul(views.flatten(1), projection); },
       small_target(9)});
  stages.guides.push_back(
      {[=](const at::Tensor& views) { return at::matmul(views.flatten(1), wide_projection); },
       wide_target});
  const std::vector<double> shares{0.5, 0.2, 0.3};
  double loss = 0;
  at::Tensor gradient = at::zeros({1, 2, 12, 12}, at::kDouble);
  for (size_t guide = 0; guide < 3; ++guide) {
    const Stages alone{stages.decode, {stages.guides[guide]}};
    const Evaluation part =
        evaluate(alone, latent, latent, looks_in_groups({6}, guide == 2 ? 10 : 8), {});
    loss += shares[guide] * part.loss;
    gradient += shares[guide] * part.gradients[0];
    stages.guides[guide].share = shares[guide];
  }
  // The first two see the same views, made once; the third its own, of another size.
  std::vector<Look> looks = looks_in_groups({4, 2}, 8, {0, 1});
  for (const Look& look : looks_in_groups({3, 3}, 10, {2})) looks.push_back(look);
  const Evaluation all = evaluate(stages, latent, latent, looks, {});
  DOCTEST_CHECK(all.loss == doctest::Approx(loss).epsilon(1e-12));
  DOCTEST_CHECK(test::relative_error(all.gradients[0], gradient) < 1e-12);
}

DOCTEST_TEST_CASE("several pictures at once give what each gives alone") {
  std::vector<Subject> subjects;
  for (uint32_t index = 0; index < 3; ++index) {
    Subject subject;
    subject.stages = small_stages();
    subject.stages.guides[0].target = small_target(20 + index);
    const at::Tensor z = random_values({1, 2, 12, 12}, 30 + index) * 0.3;
    subject.latent = small_latent(z.requires_grad_(true));
    subject.start = small_latent(random_values({1, 2, 12, 12}, 40 + index));
    subject.looks = looks_in_groups({4, 2});
    subject.regularisers = {0.5 * index, 1.0 - 0.5 * index};
    subjects.push_back(subject);
  }
  // An empty place in the middle; a pass takes up to eight looks of four.
  const std::vector<const Subject*> places{&subjects[0], &subjects[1], nullptr, &subjects[2]};
  const std::vector<Evaluation> found = evaluate_together(places);
  DOCTEST_REQUIRE(found.size() == 4);
  DOCTEST_CHECK(found[2].gradients.empty());
  for (const size_t place : {0, 1, 3}) {
    const Subject& own = *places[place];
    const Evaluation alone =
        evaluate(own.stages, own.latent, own.start, own.looks, own.regularisers);
    DOCTEST_CHECK(found[place].loss == doctest::Approx(alone.loss).epsilon(1e-12));
    DOCTEST_CHECK(found[place].distance == doctest::Approx(alone.distance).epsilon(1e-12));
    DOCTEST_CHECK(test::relative_error(found[place].gradients[0], alone.gradients[0]) < 1e-12);
  }
  subjects[1].looks = looks_in_groups({3, 3});
  DOCTEST_CHECK_THROWS_AS(evaluate_together(places), Error);
  DOCTEST_CHECK_THROWS_AS(evaluate_together({nullptr}), Error);
}

DOCTEST_TEST_CASE("a step leaves nothing behind") {
  const Latent latent = small_latent(random_values({1, 2, 12, 12}, 4).requires_grad_(true));
  evaluate(small_stages(), latent, latent, looks_in_groups({6}), {});
  DOCTEST_CHECK_FALSE(latent[0].value.grad().defined());
  DOCTEST_CHECK_THROWS_AS(evaluate(small_stages(), latent, latent, {}, {}), Error);
}

DOCTEST_TEST_CASE("NaN reaches the caller") {
  Stages stages = small_stages();
  stages.guides[0].perceive = [](const at::Tensor& views) {
    return views.flatten(1).narrow(1, 0, 5) * std::nan("");
  };
  const Latent latent = small_latent(random_values({1, 2, 12, 12}, 4).requires_grad_(true));
  const Evaluation result = evaluate(stages, latent, latent, looks_in_groups({6}), {});
  DOCTEST_CHECK(std::isnan(result.loss));
}

}  // namespace clipdraw
