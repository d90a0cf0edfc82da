// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "support/torch_doctest.hpp"

#include "base/error.hpp"
#include "optimizer/average.hpp"
#include "optimizer/optimizer.hpp"
#include "optimizer/schedule.hpp"

namespace clipdraw {
namespace {

Latent one_part(float value, double lr_scale = 1) {
  Latent latent(1);
  latent[0].name = "z";
  latent[0].value = at::full({1, 1, 2, 2}, value);
  latent[0].lr_scale = lr_scale;
  return latent;
}

}  // namespace

DOCTEST_TEST_CASE("schedules") {
  DOCTEST_CHECK(scheduled_rate(ScheduleKind::constant, 0.2, 99, 100) == 0.2);
  DOCTEST_CHECK(scheduled_rate(ScheduleKind::cosine, 0.2, 0, 100) == doctest::Approx(0.2));
  DOCTEST_CHECK(scheduled_rate(ScheduleKind::cosine, 0.2, 50, 100) == doctest::Approx(0.1));
  DOCTEST_CHECK(scheduled_rate(ScheduleKind::cosine, 0.2, 99, 100) < 0.001);
  DOCTEST_CHECK(scheduled_rate(ScheduleKind::step, 0.2, 74, 100) == 0.2);
  DOCTEST_CHECK(scheduled_rate(ScheduleKind::step, 0.2, 75, 100) == doctest::Approx(0.02));
  for (const auto kind : {ScheduleKind::constant, ScheduleKind::cosine, ScheduleKind::step}) {
    DOCTEST_CHECK(scheduled_rate(kind, 0.1, 0, 1) > 0);
    DOCTEST_CHECK(std::isfinite(scheduled_rate(kind, 0.1, 0, 0)));
  }
}

DOCTEST_TEST_CASE("every method lowers a bowl and keeps the tensor") {
  for (const auto kind : {OptimizerKind::adam, OptimizerKind::adamw, OptimizerKind::rmsprop,
                          OptimizerKind::sgd, OptimizerKind::adagrad}) {
    const Latent latent = one_part(1.0f);
    const at::Tensor z = latent[0].value;
    LatentOptimizer optimizer(kind, latent);
    for (int step = 0; step < 40; ++step) {
      optimizer.step({2 * z.detach()}, 0.05);
    }
    DOCTEST_CHECK(z.abs().max().item<double>() < 0.6);
    DOCTEST_CHECK(z.is_leaf());
    DOCTEST_CHECK(z.requires_grad());
    DOCTEST_CHECK_FALSE(z.grad().defined());
  }
}

DOCTEST_TEST_CASE("Adam's first step has the size of the learning rate, scaled by the part") {
  const Latent latent = one_part(0.0f, 3.0);
  LatentOptimizer optimizer(OptimizerKind::adam, latent);
  optimizer.step({at::tensor({1.0f, -1.0f, 10.0f, 1e-3f}).view({1, 1, 2, 2})}, 0.1);
  const at::Tensor expected = at::tensor({-0.3f, 0.3f, -0.3f, -0.3f}).view({1, 1, 2, 2});
  DOCTEST_CHECK(at::allclose(latent[0].value.detach(), expected, 1e-4));
  DOCTEST_CHECK_THROWS_AS(optimizer.step({}, 0.1), Error);
}

DOCTEST_TEST_CASE("every method goes on with what another one remembered, bit for bit") {
  for (const auto kind : {OptimizerKind::adam, OptimizerKind::adamw, OptimizerKind::rmsprop,
                          OptimizerKind::sgd, OptimizerKind::adagrad}) {
    const auto bowl = [](const Latent& latent) {
      return std::vector<at::Tensor>{2 * latent[0].value.detach(), latent[1].value.detach() + 3};
    };
    for (const int before : {0, 1, 5}) {
      Latent latent = one_part(1.0f);
      latent.push_back(one_part(-2.0f, 0.5)[0]);
      LatentOptimizer unbroken(kind, latent);
      for (int step = 0; step < before; ++step) unbroken.step(bowl(latent), 0.05);
      Latent copy = latent;
      for (LatentPart& part : copy) part.value = part.value.detach().clone();
      LatentOptimizer other(kind, copy);
      other.remember(unbroken.moments());
      for (int step = 0; step < 3; ++step) {
        unbroken.step(bowl(latent), 0.05);
        other.step(bowl(copy), 0.05);
        for (size_t part = 0; part < 2; ++part) {
          DOCTEST_CHECK(latent[part].value.equal(copy[part].value));
        }
      }
    }
  }
}

DOCTEST_TEST_CASE("moments of another method or shape are refused") {
  const Latent latent = one_part(1.0f);
  LatentOptimizer adam(OptimizerKind::adam, latent);
  DOCTEST_CHECK(adam.moments()[0].empty());
  adam.step({at::ones({1, 1, 2, 2})}, 0.1);
  const auto moments = adam.moments();
  DOCTEST_CHECK(moments[0].at("step").item<int64_t>() == 1);
  for (const auto kind : {OptimizerKind::rmsprop, OptimizerKind::sgd, OptimizerKind::adagrad}) {
    LatentOptimizer other(kind, one_part(1.0f));
    DOCTEST_CHECK_THROWS_AS(other.remember(moments), Error);
  }
  Latent larger = one_part(1.0f);
  larger[0].value = at::ones({1, 1, 2, 3});
  LatentOptimizer of_larger(OptimizerKind::adam, larger);
  DOCTEST_CHECK_THROWS_AS(of_larger.remember(moments), Error);
  DOCTEST_CHECK_THROWS_AS(of_larger.remember({}), Error);
}

DOCTEST_TEST_CASE("an average goes on with what another one has added up") {
  LatentAverage first(0.9);
  DOCTEST_CHECK(first.weight() == 0);
  first.add(one_part(5.0f));
  first.add(one_part(7.0f));
  Latent sum = first.sum();
  sum[0].value = sum[0].value.clone();
  LatentAverage second(0.9, sum, first.weight());
  first.add(one_part(1.3f));
  second.add(one_part(1.3f));
  DOCTEST_CHECK(first.value()[0].value.equal(second.value()[0].value));
  DOCTEST_CHECK(first.weight() == second.weight());
}

DOCTEST_TEST_CASE("the average starts unbiased and forgets") {
  LatentAverage average(0.9);
  DOCTEST_CHECK_THROWS_AS(average.value(), Error);
  average.add(one_part(5.0f));
  DOCTEST_CHECK(average.value()[0].value.mean().item<double>() == doctest::Approx(5.0));
  average.add(one_part(7.0f));
  // weights 0.09 and 0.1
  DOCTEST_CHECK(average.value()[0].value.mean().item<double>() ==
                doctest::Approx((0.45 + 0.7) / 0.19));
  for (int step = 0; step < 200; ++step) average.add(one_part(2.0f));
  DOCTEST_CHECK(average.value()[0].value.mean().item<double>() == doctest::Approx(2.0));
  DOCTEST_CHECK(average.value()[0].name == "z");

  LatentAverage none(0.0);
  none.add(one_part(1.0f));
  none.add(one_part(4.0f));
  DOCTEST_CHECK(none.value()[0].value.mean().item<double>() == 4.0);
  DOCTEST_CHECK_THROWS_AS(LatentAverage(1.0), Error);
}

}  // namespace clipdraw
