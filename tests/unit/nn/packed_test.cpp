// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

// Layers whose weights are laid out once, against the plain ones.
#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/random.hpp"
#include "nn/bf16.hpp"
#include "nn/packed_conv.hpp"
#include "nn/packed_linear.hpp"
#include "nn/packed_upsample.hpp"
#include "nn/trunk.hpp"
#include "support/compare.hpp"
#include "support/torch_doctest.hpp"

namespace clipdraw {
namespace {

at::Tensor random(uint32_t index, at::IntArrayRef shape) {
  at::Tensor out = at::empty(shape, at::kFloat);
  Random(6, Purpose::test, index)
      .fill_normal(out.data_ptr<float>(), static_cast<size_t>(out.numel()));
  return out;
}

std::vector<at::ScalarType> types() {
  if (has_bf16()) return {at::kFloat, at::kBFloat16};
  DOCTEST_MESSAGE("bf16 is left out: this processor has none");
  return {at::kFloat};
}

double tolerance(at::ScalarType type) { return type == at::kFloat ? 5e-6 : 2e-2; }

DOCTEST_TEST_CASE("a packed linear layer, with several numbers of rows") {
  for (const at::ScalarType type : types()) {
    const Linear plain{random(0, {14, 10}), random(1, {14})};
    const PackedLinear packed(plain.weight, plain.bias, type);
    for (const int64_t rows : {1, 3, 40, 3}) {
      const at::Tensor x = random(2, {rows, 2, 10}).requires_grad_(true);
      const at::Tensor slope = random(3, {rows, 2, 14});
      const at::Tensor expected = plain(x);
      const at::Tensor found = packed(x);
      DOCTEST_CHECK((found.scalar_type() == type));
      DOCTEST_CHECK(test::relative_error(found.to(at::kFloat), expected) < tolerance(type));
      DOCTEST_CHECK(test::relative_error(torch::autograd::grad({found}, {x}, {slope.to(type)})[0],
                                         torch::autograd::grad({expected}, {x}, {slope})[0]) <
                    tolerance(type));
    }
  }
}

DOCTEST_TEST_CASE("a packed convolution gives the input's gradient without the input") {
  for (const at::ScalarType type : types()) {
    for (const int64_t kernel : {1, 3}) {
      Conv2d plain;
      plain.weight = by_place(random(4, {6, 5, kernel, kernel}));
      plain.bias = random(5, {6});
      plain.padding = kernel / 2;
      const PackedConv packed(plain, type);
      const at::Tensor x = by_place(random(6, {2, 5, 7, 4})).requires_grad_(true);
      const at::Tensor slope = by_place(random(7, {2, 6, 7, 4}));
      const at::Tensor expected = plain(x);
      DOCTEST_CHECK(test::relative_error(packed.forward(x.detach().to(type)).to(at::kFloat),
                                         expected) < tolerance(type));
      DOCTEST_CHECK(test::relative_error(packed.backward(slope.to(type)).to(at::kFloat),
                                         torch::autograd::grad({expected}, {x}, {slope})[0]) <
                    tolerance(type));
      const at::Tensor in_float = packed.forward_float(x.detach().to(type));
      DOCTEST_CHECK((in_float.scalar_type() == at::kFloat));
      DOCTEST_CHECK(test::relative_error(in_float, expected) < tolerance(type));
      DOCTEST_CHECK(
          test::relative_error(packed.forward_rectified(x.detach().to(type)).to(at::kFloat),
                               at::relu(expected)) < tolerance(type));
    }
  }
  Conv2d strided;
  strided.weight = random(8, {2, 2, 3, 3});
  strided.padding = 1;
  strided.stride = 2;
  DOCTEST_CHECK_THROWS_AS(PackedConv(strided, at::kFloat), Error);
}

// The channels here are as many as Winograd's way takes. Tiles are cut off at the edges, the last
// block has fewer than the others, and the smallest picture is less than a tile.
DOCTEST_TEST_CASE("a convolution of wide pictures in float, both ways") {
  Conv2d plain;
  plain.weight = by_place(random(4, {48, 32, 3, 3}));
  plain.bias = random(5, {48});
  plain.padding = 1;
  const PackedConv packed(plain, at::kFloat);
  const auto exactly = [&](const at::Tensor& x) {
    return at::conv2d(x.to(at::kDouble), plain.weight.to(at::kDouble), plain.bias.to(at::kDouble),
                      1, 1);
  };
  for (const std::vector<int64_t>& size :
       {std::vector<int64_t>{1, 1, 1}, {3, 7, 9}, {1, 44, 52}, {2, 7, 9}, {1, 16, 3}}) {
    DOCTEST_CAPTURE(size);
    const at::Tensor x = by_place(random(6, {size[0], 32, size[1], size[2]})).requires_grad_(true);
    const at::Tensor slope = by_place(random(7, {size[0], 48, size[1], size[2]}));
    const at::Tensor expected = exactly(x);
    const at::Tensor found = packed.forward(x.detach());
    DOCTEST_CHECK(found.is_contiguous(at::MemoryFormat::ChannelsLast));
    DOCTEST_CHECK(test::relative_error(found.to(at::kDouble), expected) < tolerance(at::kFloat));
    DOCTEST_CHECK(at::equal(packed.forward(x.detach()), found));
    DOCTEST_CHECK(at::equal(packed.forward_rectified(x.detach()), found.relu()));
    const at::Tensor gradient = torch::autograd::grad({expected}, {x}, {slope.to(at::kDouble)})[0];
    DOCTEST_CHECK(test::relative_error(packed.backward(slope), gradient) < tolerance(at::kFloat));
  }
  const at::Tensor holed = by_place(random(6, {1, 32, 16, 16}));
  holed.select(2, 5).fill_(std::nanf(""));
  const at::Tensor found = packed.forward_rectified(holed);
  DOCTEST_CHECK(found.isnan().any().item<bool>());  // not made a 0 by the rectifier
}

DOCTEST_TEST_CASE("upsampling and a convolution as one") {
  std::vector<std::pair<at::ScalarType, int64_t>> kinds;  // and channels
  for (const at::ScalarType type : types()) kinds.emplace_back(type, 5);
  kinds.emplace_back(at::kFloat, 32);
  for (const auto& [type, channels] : kinds) {
    Conv2d plain;
    plain.weight = by_place(random(4, {channels, channels, 3, 3}));
    plain.bias = random(5, {channels});
    plain.padding = 1;
    const PackedUpsample packed(plain, type);
    const at::Tensor x = by_place(random(6, {2, channels, 7, 4})).requires_grad_(true);
    const at::Tensor slope = by_place(random(7, {2, channels, 14, 8}));
    const at::Tensor expected = plain(at::upsample_nearest2d(x, {14, 8}));
    DOCTEST_CHECK(test::relative_error(packed.forward(x.detach().to(type)).to(at::kFloat),
                                       expected) < tolerance(type));
    DOCTEST_CHECK(test::relative_error(packed.backward(slope.to(type)).to(at::kFloat),
                                       torch::autograd::grad({expected}, {x}, {slope})[0]) <
                  tolerance(type));
    DOCTEST_CHECK_THROWS_AS(packed.backward(by_place(random(7, {2, channels, 13, 8})).to(type)),
                            Error);
  }
}

std::vector<TransformerBlock> blocks_of(Activation activation) {
  constexpr int64_t kWidth = 24;
  uint32_t index = 20;
  const auto linear = [&](int64_t out, int64_t in) {
    const at::Tensor weight = random(index++, {out, in}) * 0.2;
    return Linear{weight, random(index++, {out}) * 0.2};
  };
  const auto norm = [&] {
    const at::Tensor weight = random(index++, {kWidth}) * 0.2 + 1;
    return LayerNorm{weight, random(index++, {kWidth}) * 0.2};
  };
  std::vector<TransformerBlock> blocks(3);
  for (TransformerBlock& block : blocks) {
    block.norm_1 = norm();
    block.norm_2 = norm();
    block.attention = {linear(3 * kWidth, kWidth), linear(kWidth, kWidth), 3};
    block.expand = linear(40, kWidth);
    block.contract = linear(kWidth, 40);
    block.activation = activation;
  }
  return blocks;
}

DOCTEST_TEST_CASE("the trunk of a transformer is its blocks, forward and backward") {
  for (const Activation activation : {Activation::silu, Activation::gelu, Activation::relu}) {
    const std::vector<TransformerBlock> blocks = blocks_of(activation);
    const at::Tensor x = random(9, {4, 7, 24}).requires_grad_(true);
    const at::Tensor slope = random(10, {4, 24});
    at::Tensor h = x;
    for (size_t i = 0; i + 1 < blocks.size(); ++i) h = blocks[i](h);
    const at::Tensor expected = blocks.back().first(h).select(1, 0);
    const at::Tensor expected_gradient = torch::autograd::grad({expected}, {x}, {slope}, true)[0];
    for (const at::ScalarType type : types()) {
      DOCTEST_CAPTURE(activation_name(activation));
      const Trunk trunk(blocks, type);
      const at::Tensor found = trunk(x);
      DOCTEST_CHECK((found.scalar_type() == at::kFloat));
      DOCTEST_CHECK(test::relative_error(found, expected) < tolerance(type));
      // A relu's slope jumps where rounding moves its input over zero.
      const at::Tensor gradient = torch::autograd::grad({found}, {x}, {slope})[0];
      const bool jumps = activation == Activation::relu && type == at::kBFloat16;
      DOCTEST_CHECK(test::relative_error(gradient, expected_gradient) <
                    (jumps ? 0.3 : 2 * tolerance(type)));
      DOCTEST_CHECK(at::equal(trunk(x.detach()), found));  // without keeping anything

      const at::Tensor all_expected = blocks.back()(h);
      const at::Tensor all_slope = random(11, x.sizes());
      const Trunk whole(blocks, type, Reads::all);
      const at::Tensor all = whole(x);
      DOCTEST_CHECK(test::relative_error(all, all_expected) < tolerance(type));
      DOCTEST_CHECK(
          test::relative_error(torch::autograd::grad({all}, {x}, {all_slope})[0],
                               torch::autograd::grad({all_expected}, {x}, {all_slope}, true)[0]) <
          (jumps ? 0.3 : 2 * tolerance(type)));
    }
  }
}

}  // namespace
}  // namespace clipdraw
