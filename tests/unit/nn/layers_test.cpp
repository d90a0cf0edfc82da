// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "nn/layers.hpp"

#include <c10/util/accumulate.h>
#include <torch/csrc/autograd/autograd.h>

#include <map>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "support/compare.hpp"
#include "support/fixtures.hpp"
#include "support/torch_doctest.hpp"
#include "weights/archive.hpp"

namespace clipdraw {
namespace {

DOCTEST_TEST_CASE("activations have the published formulas") {
  const at::Tensor x = at::linspace(-4, 4, 41);
  const at::Tensor quick = x / (1 + (x * -1.702).exp());
  DOCTEST_CHECK(test::relative_error(activate(x, Activation::quick_gelu), quick) < 1e-6);
  DOCTEST_CHECK(test::relative_error(activate(x, Activation::silu), x / (1 + (-x).exp())) < 1e-6);
  const at::Tensor gelu = x * 0.5 * (1 + at::erf(x / std::sqrt(2.0)));
  DOCTEST_CHECK(test::relative_error(activate(x, Activation::gelu), gelu) < 1e-6);
  DOCTEST_CHECK(test::relative_error(activate(x, Activation::relu), x.clamp_min(0)) == 0);
  DOCTEST_CHECK(activation_from_name("swish") == Activation::silu);
  DOCTEST_CHECK_THROWS_AS(activation_from_name("selu"), Error);
}

DOCTEST_TEST_CASE("a group norm without weights changes nothing") {
  const at::Tensor x = at::arange(24, at::kFloat).view({1, 2, 3, 4});
  DOCTEST_CHECK(at::equal(GroupNorm()(x), x));
}

DOCTEST_TEST_CASE("a linear layer is the product, and its gradient the product the other way") {
  const Linear linear{at::linspace(-1, 1, 14 * 10).view({14, 10}).cos(), at::linspace(0, 1, 14)};
  const at::Tensor weight = linear.weight.to(at::kDouble);
  for (const std::vector<int64_t>& shape :
       {std::vector<int64_t>{10}, std::vector<int64_t>{3, 10}, std::vector<int64_t>{2, 7, 10}}) {
    const int64_t values = c10::multiply_integers(shape);
    for (const at::Tensor& bias : {linear.bias, at::Tensor()}) {
      const Linear layer{linear.weight, bias};
      const at::Tensor x = at::linspace(-3, 3, values).view(shape).sin().requires_grad_(true);
      at::Tensor exact = at::matmul(x.detach().to(at::kDouble), weight.t());
      if (bias.defined()) exact = exact + bias.to(at::kDouble);
      const at::Tensor y = layer(x);
      DOCTEST_CHECK(y.sizes() == exact.sizes());
      DOCTEST_CHECK(test::relative_error(y.detach(), exact.to(at::kFloat)) < 1e-6);
      DOCTEST_CHECK(at::equal(layer(x.detach()), y));
      const at::Tensor slope = at::linspace(-1, 2, y.numel()).view(y.sizes());
      const at::Tensor back = at::matmul(slope.to(at::kDouble), weight).to(at::kFloat);
      DOCTEST_CHECK(test::relative_error(torch::autograd::grad({y}, {x}, {slope})[0], back) < 1e-6);
    }
  }
  const at::Tensor columns = at::linspace(0, 1, 30).view({10, 3}).t();  // not row by row
  DOCTEST_CHECK(test::relative_error(linear(columns), linear(columns.contiguous())) < 1e-6);
}

DOCTEST_TEST_CASE("layers are bound by name and every misfit is told at once") {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("layers.safetensors");
  write_archive(path, {{"a.weight", at::ones({3, 2})},
                       {"a.bias", at::ones({3})},
                       {"c.weight", at::ones({4, 2, 3, 3})},
                       {"c.bias", at::ones({5})}});
  Binder good(Archive::open(path));
  const Linear linear = bind_linear(good, "a", -1, 2);
  DOCTEST_CHECK(at::equal(linear(at::ones({1, 2})), at::full({1, 3}, 3.0f)));

  Binder bad(Archive::open(path));
  bind_linear(bad, "a", 4, 2);
  bind_conv(bad, "c", -1, 2, 3);
  bind_layer_norm(bad, "n", 7);
  std::string message;
  try {
    bad.finish();
  } catch (const Error& error) {
    message = error.what();
  }
  for (const char* name : {"a.weight", "c.bias", "n.weight", "n.bias"}) {
    DOCTEST_CAPTURE(name);
    DOCTEST_CHECK(message.find(name) != std::string::npos);
  }
}

}  // namespace
}  // namespace clipdraw
