// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "nn/lean_layers.hpp"

#include <torch/csrc/autograd/autograd.h>

#include <functional>
#include <vector>

#include "base/random.hpp"
#include "support/compare.hpp"
#include "support/torch_doctest.hpp"

namespace clipdraw {
namespace {

at::Tensor noise(at::IntArrayRef shape, uint32_t index) {
  at::Tensor values = at::empty(shape, at::kFloat);
  Random(3, Purpose::test, 0, index)
      .fill_normal(values.data_ptr<float>(), static_cast<size_t>(values.numel()));
  return values;
}

// The result of f at x and the gradient of a weighted sum of it.
std::vector<at::Tensor> both(const std::function<at::Tensor(const at::Tensor&)>& f,
                             const at::Tensor& x) {
  const at::Tensor leaf = x.detach().requires_grad_(true);
  const at::Tensor y = f(leaf);
  return {y.detach(), torch::autograd::grad({y}, {leaf}, {noise(y.sizes(), 9)})[0]};
}

// tolerance: of the gradient, relative; results are the same bits.
void check_same(const std::function<at::Tensor(const at::Tensor&)>& lean,
                const std::function<at::Tensor(const at::Tensor&)>& plain, const at::Tensor& x,
                double tolerance = 0) {
  const std::vector<at::Tensor> found = both(lean, x);
  const std::vector<at::Tensor> expected = both(plain, x);
  DOCTEST_CHECK(at::equal(found[0], expected[0]));
  DOCTEST_CHECK(test::relative_error(found[1], expected[1]) <= tolerance);
  DOCTEST_CHECK(found[1].abs().max().item<float>() > 0);
  DOCTEST_CHECK(found[0].strides() == expected[0].strides());
}

// Both layouts that pictures have in a model.
std::vector<at::Tensor> inputs(at::IntArrayRef shape) {
  const at::Tensor x = noise(shape, 1);
  return {x, x.contiguous(at::MemoryFormat::ChannelsLast)};
}

DOCTEST_TEST_CASE("a lean convolution is LibTorch's, bit for bit, and so is its gradient") {
  for (const int64_t kernel : {1, 3}) {
    for (const int64_t stride : {1, 2}) {
      for (const bool biased : {true, false}) {
        for (const at::Tensor& x : inputs({2, 6, 8, 10})) {
          DOCTEST_CAPTURE(kernel);
          DOCTEST_CAPTURE(stride);
          Conv2d conv;
          conv.weight = by_place(noise({5, 6, kernel, kernel}, 2));
          if (biased) conv.bias = noise({5}, 3);
          conv.stride = stride;
          conv.padding = kernel / 2;
          const auto plain = [&](const at::Tensor& image) {
            return at::conv2d(image, conv.weight, conv.bias, stride, kernel / 2);
          };
          check_same([&](const at::Tensor& image) { return convolve(image, conv); }, plain, x);
        }
      }
    }
  }
}

DOCTEST_TEST_CASE("a lean norm and activation are the two layers") {
  for (const Activation activation :
       {Activation::silu, Activation::relu, Activation::gelu, Activation::quick_gelu}) {
    for (const int64_t groups : {0, 1, 4}) {
      // the last is gone back through in parts
      for (const at::Tensor& x :
           {inputs({2, 8, 6, 5})[0], inputs({2, 8, 6, 5})[1], inputs({1, 8, 640, 512})[1]}) {
        DOCTEST_CAPTURE(activation_name(activation));
        DOCTEST_CAPTURE(groups);
        GroupNorm norm;
        if (groups > 0) {
          norm.weight = noise({8}, 2);
          norm.bias = noise({8}, 3);
          norm.groups = groups;
        }
        check_same(
            [&](const at::Tensor& image) { return norm_and_activate(image, norm, activation); },
            [&](const at::Tensor& image) { return activate(norm(image), activation); }, x, 1e-6);
      }
    }
  }
}

DOCTEST_TEST_CASE("a lean layer's input may be overwritten only where its values are not needed") {
  Conv2d conv;
  conv.weight = by_place(noise({4, 4, 3, 3}, 2));
  conv.padding = 1;
  const at::Tensor x = noise({1, 4, 6, 6}, 1).requires_grad_(true);
  at::Tensor inner = x * 1;
  const at::Tensor y = convolve(inner, conv);
  inner.data().zero_();  // nobody looks at it any more
  const at::Tensor found = torch::autograd::grad({y.sum()}, {x})[0];
  const at::Tensor expected =
      torch::autograd::grad({at::conv2d(x, conv.weight, {}, 1, 1).sum()}, {x})[0];
  DOCTEST_CHECK(at::equal(found, expected));
}

}  // namespace
}  // namespace clipdraw
