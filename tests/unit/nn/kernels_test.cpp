// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

// Each kernel against LibTorch's own operations, forward and backward.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/autograd.h>

#include <vector>

#include "base/error.hpp"
#include "base/random.hpp"
#include "nn/bf16.hpp"
#include "nn/kernels/activation.hpp"
#include "nn/kernels/group_norm.hpp"
#include "nn/kernels/layer_norm.hpp"
#include "nn/kernels/upsample.hpp"
#include "nn/packed_attention.hpp"
#include "support/compare.hpp"
#include "support/torch_doctest.hpp"

namespace clipdraw {
namespace {

at::Tensor random(uint32_t index, at::IntArrayRef shape) {
  at::Tensor out = at::empty(shape, at::kFloat);
  Random(5, Purpose::test, index)
      .fill_normal(out.data_ptr<float>(), static_cast<size_t>(out.numel()));
  return out;
}

at::Tensor picture(uint32_t index, at::IntArrayRef shape, at::ScalarType type) {
  return random(index, shape).to(type).contiguous(at::MemoryFormat::ChannelsLast);
}

at::Tensor gradient_of(const at::Tensor& y, const at::Tensor& x, const at::Tensor& slope) {
  return torch::autograd::grad({y}, {x}, {slope})[0];
}

// How far rounding to the type may lead, relative to the whole tensor.
double tolerance(at::ScalarType type) { return type == at::kFloat ? 2e-6 : 6e-3; }

const std::vector<at::ScalarType> kTypes = {at::kFloat, at::kBFloat16};

DOCTEST_TEST_CASE("activations and their gradients") {
  for (const at::ScalarType type : kTypes) {
    for (const Activation activation : {Activation::silu, Activation::relu, Activation::gelu}) {
      // LibTorch's own gelu wants a processor that has the type.
      if (activation == Activation::gelu && type == at::kBFloat16 && !has_bf16()) continue;
      DOCTEST_CAPTURE(activation_name(activation));
      const at::Tensor x = (random(0, {3, 77}) * 3).to(type);
      const at::Tensor slope = random(1, {3, 77}).to(type);
      const at::Tensor leaf = x.to(at::kFloat).requires_grad_(true);
      const at::Tensor expected = activate(leaf, activation);
      DOCTEST_CHECK(test::relative_error(kernels::activate(x, activation).to(at::kFloat),
                                         expected) < tolerance(type));
      const at::Tensor found = kernels::activate_backward(slope.clone(), x, activation);
      DOCTEST_CHECK(test::relative_error(found.to(at::kFloat),
                                         gradient_of(expected, leaf, slope.to(at::kFloat))) <
                    tolerance(type));
    }
  }
  DOCTEST_CHECK_THROWS_AS(kernels::activate(at::ones({1}), Activation::quick_gelu), Error);
}

DOCTEST_TEST_CASE("a silu far from zero neither overflows nor hides what is no number") {
  const at::Tensor x = at::tensor({-1000.0f, -90.0f, 0.0f, 90.0f, 1000.0f, NAN});
  const at::Tensor y = kernels::activate(x, Activation::silu);
  DOCTEST_CHECK(test::relative_error(y.narrow(0, 0, 5), at::silu(x).narrow(0, 0, 5)) < 1e-6);
  DOCTEST_CHECK(at::isnan(y[5]).item<bool>());
  DOCTEST_CHECK(
      at::isnan(kernels::activate(x.to(at::kBFloat16), Activation::silu)[5]).item<bool>());
}

DOCTEST_TEST_CASE("layer norm with a sum before it") {
  for (const at::ScalarType type : kTypes) {
    for (const bool has_more : {false, true}) {
      const at::Tensor start = random(2, {7, 45}) * 2 + 0.5;
      const at::Tensor more = random(3, {7, 45}).to(type);
      at::Tensor x = start.clone();
      const kernels::Normed normed =
          kernels::layer_norm(x, has_more ? more : at::Tensor(), type, 1e-5);
      const at::Tensor leaf =
          (has_more ? start + more.to(at::kFloat) : start).detach().requires_grad_(true);
      DOCTEST_CHECK(at::equal(x, leaf));
      const at::Tensor expected = at::layer_norm(leaf, {45});
      DOCTEST_CHECK(test::relative_error(normed.rows.to(at::kFloat), expected) < tolerance(type));

      const at::Tensor slope = random(4, {7, 45}).to(type);
      at::Tensor sum = random(5, {7, 45});
      const at::Tensor before = sum.clone();
      kernels::layer_norm_backward_add(sum, slope, normed);
      DOCTEST_CHECK(
          test::relative_error(sum - before, gradient_of(expected, leaf, slope.to(at::kFloat))) <
          2 * tolerance(type));
    }
  }
}

DOCTEST_TEST_CASE("group norm, alone and with silu, over one piece of pixels and over several") {
  for (const at::ScalarType type : kTypes) {
    for (const bool silu : {false, true}) {
      for (const int64_t side : {5, 29}) {
        const at::Tensor x = picture(6, {2, 12, side, side}, type);
        kernels::GroupNormParts parts;
        parts.weight = random(7, {12});
        parts.bias = random(8, {12});
        parts.groups = 4;
        parts.silu = silu;
        kernels::GroupStatistics statistics;
        const at::Tensor found = kernels::group_norm(x, parts, statistics);
        const at::Tensor leaf = x.to(at::kFloat).detach().requires_grad_(true);
        at::Tensor expected = at::group_norm(leaf, 4, parts.weight, parts.bias, parts.epsilon);
        if (silu) expected = at::silu(expected);
        DOCTEST_CHECK(test::relative_error(found.to(at::kFloat), expected) < tolerance(type));
        const at::Tensor slope = picture(9, {2, 12, side, side}, type);
        const at::Tensor back = kernels::group_norm_backward(slope, x, parts, statistics);
        DOCTEST_CHECK(test::relative_error(back.to(at::kFloat),
                                           gradient_of(expected, leaf, slope.to(at::kFloat))) <
                      2 * tolerance(type));
      }
    }
  }
}

DOCTEST_TEST_CASE("attention over views of one tensor, with all queries and with one") {
  for (const at::ScalarType type : kTypes) {
    if (type == at::kBFloat16 && !has_bf16()) continue;  // its products would not be what is tested
    for (const int64_t queries : {1, 11}) {
      const int64_t n = 2;
      const int64_t tokens = 11;
      const int64_t width = 15;
      const int64_t heads = 3;
      const at::Tensor all = (random(10, {n, tokens, 3 * width}) * 0.7).to(type);
      const auto part = [&](const at::Tensor& of, int64_t index, int64_t count) {
        return of.narrow(2, index * width, width).narrow(1, 0, count);
      };
      const Attended attended =
          attend(part(all, 0, queries), part(all, 1, tokens), part(all, 2, tokens), heads);
      const at::Tensor leaf = all.to(at::kFloat).detach().requires_grad_(true);
      const auto split = [&](const at::Tensor& of) {
        return of.reshape({n, of.size(1), heads, width / heads}).transpose(1, 2);
      };
      const at::Tensor shares = at::softmax(
          at::matmul(split(part(leaf, 0, queries)), split(part(leaf, 1, tokens)).transpose(2, 3)),
          -1);
      const at::Tensor expected = at::matmul(shares, split(part(leaf, 2, tokens)))
                                      .transpose(1, 2)
                                      .reshape({n, queries, width});
      DOCTEST_CHECK(test::relative_error(attended.mixed.to(at::kFloat), expected) <
                    tolerance(type));
      DOCTEST_CHECK(test::relative_error(attended.shares.to(at::kFloat), shares) < tolerance(type));

      const at::Tensor slope = random(11, {n, queries, width}).to(type);
      at::Tensor back = at::zeros_like(all);
      at::Tensor dq = part(back, 0, queries);
      at::Tensor dk = part(back, 1, tokens);
      at::Tensor dv = part(back, 2, tokens);
      attend_backward(slope, attended.shares, part(all, 0, queries), part(all, 1, tokens),
                      part(all, 2, tokens), dq, dk, dv);
      DOCTEST_CHECK(test::relative_error(back.to(at::kFloat),
                                         gradient_of(expected, leaf, slope.to(at::kFloat))) <
                    2 * tolerance(type));
    }
  }
}

DOCTEST_TEST_CASE("upsampling and the sum of four") {
  for (const at::ScalarType type : kTypes) {
    const at::Tensor x = picture(12, {2, 5, 3, 4}, type);
    DOCTEST_CHECK(at::equal(kernels::upsample(x).to(at::kFloat),
                            at::upsample_nearest2d(x.to(at::kFloat), {6, 8})));
    const at::Tensor slope = picture(13, {2, 5, 6, 8}, type);
    DOCTEST_CHECK(test::relative_error(kernels::upsample_backward(slope).to(at::kFloat),
                                       at::avg_pool2d(slope.to(at::kFloat), 2) * 4) <
                  tolerance(type));
  }
  DOCTEST_CHECK_THROWS_AS(kernels::upsample_backward(picture(13, {1, 2, 3, 4}, at::kFloat)), Error);
}

DOCTEST_TEST_CASE("the bits do not depend on the number of threads") {
  const at::ScalarType type = has_bf16() ? at::kBFloat16 : at::kFloat;
  const at::Tensor x = picture(14, {1, 16, 48, 48}, type);
  kernels::GroupNormParts parts;
  parts.weight = random(15, {16});
  parts.bias = random(16, {16});
  parts.groups = 4;
  parts.silu = true;
  const at::Tensor all = random(17, {5, 20, 48}).to(type);
  const auto run = [&](int threads) {
    at::set_num_threads(threads);
    kernels::GroupStatistics statistics;
    std::vector<at::Tensor> results{kernels::group_norm(x, parts, statistics)};
    results.push_back(kernels::group_norm_backward(x, x, parts, statistics));
    results.push_back(
        attend(all.narrow(2, 0, 16), all.narrow(2, 16, 16), all.narrow(2, 32, 16), 2).mixed);
    return results;
  };
  const int before = at::get_num_threads();
  const std::vector<at::Tensor> one = run(1);
  const std::vector<at::Tensor> three = run(3);
  at::set_num_threads(before);
  for (size_t i = 0; i < one.size(); ++i) DOCTEST_CHECK(at::equal(one[i], three[i]));
}

}  // namespace
}  // namespace clipdraw
