// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "nn/transformer_block.hpp"

#include <cmath>
#include <map>
#include <string>

#include "base/error.hpp"
#include "base/random.hpp"
#include "support/compare.hpp"
#include "support/fixtures.hpp"
#include "support/torch_doctest.hpp"
#include "weights/archive.hpp"

namespace clipdraw {
namespace {

constexpr int64_t kWidth = 12;
constexpr int64_t kHeads = 3;

at::Tensor random(uint32_t index, at::IntArrayRef shape) {
  at::Tensor out = at::empty(shape, at::kFloat);
  Random(3, Purpose::test, index)
      .fill_normal(out.data_ptr<float>(), static_cast<size_t>(out.numel()));
  return out;
}

std::map<std::string, at::Tensor> block_tensors() {
  const int64_t w = kWidth;
  return {{"ln_1.weight", random(0, {w})},
          {"ln_1.bias", random(1, {w})},
          {"attn.in_proj_weight", random(2, {3 * w, w}) * 0.3},
          {"attn.in_proj_bias", random(3, {3 * w})},
          {"attn.out_proj.weight", random(4, {w, w}) * 0.3},
          {"attn.out_proj.bias", random(5, {w})},
          {"ln_2.weight", random(6, {w})},
          {"ln_2.bias", random(7, {w})},
          {"mlp.c_fc.weight", random(8, {20, w}) * 0.3},
          {"mlp.c_fc.bias", random(9, {20})},
          {"mlp.c_proj.weight", random(10, {w, 20}) * 0.3},
          {"mlp.c_proj.bias", random(11, {w})}};
}

TransformerBlock bind_from(const std::map<std::string, at::Tensor>& tensors,
                           const BlockShape& shape) {
  const test::TemporaryFolder folder;
  write_archive(folder.file("block.safetensors"), tensors);
  Binder binder(Archive::open(folder.file("block.safetensors")));
  TransformerBlock block = bind_block(binder, "", shape);
  binder.finish();
  return block;
}

// The block as the papers write it, head by head, with nothing moved between layers.
at::Tensor plain_block(const std::map<std::string, at::Tensor>& t, const at::Tensor& x,
                       const at::Tensor& mask) {
  const at::Tensor normed = at::layer_norm(x, {kWidth}, t.at("ln_1.weight"), t.at("ln_1.bias"));
  const at::Tensor all = at::linear(normed, t.at("attn.in_proj_weight"), t.at("attn.in_proj_bias"));
  const int64_t d = kWidth / kHeads;
  std::vector<at::Tensor> heads;
  for (int64_t h = 0; h < kHeads; ++h) {
    const at::Tensor q = all.narrow(2, h * d, d);
    const at::Tensor k = all.narrow(2, kWidth + h * d, d);
    const at::Tensor v = all.narrow(2, 2 * kWidth + h * d, d);
    at::Tensor scores = at::bmm(q, k.transpose(1, 2)) / std::sqrt(static_cast<double>(d));
    if (mask.defined()) scores = scores + mask;
    heads.push_back(at::bmm(at::softmax(scores, -1), v));
  }
  const at::Tensor mixed =
      x + at::linear(at::cat(heads, 2), t.at("attn.out_proj.weight"), t.at("attn.out_proj.bias"));
  const at::Tensor wide =
      at::linear(at::layer_norm(mixed, {kWidth}, t.at("ln_2.weight"), t.at("ln_2.bias")),
                 t.at("mlp.c_fc.weight"), t.at("mlp.c_fc.bias"));
  return mixed + at::linear(activate(wide, Activation::quick_gelu), t.at("mlp.c_proj.weight"),
                            t.at("mlp.c_proj.bias"));
}

DOCTEST_TEST_CASE("the block equals the plain formula, with and without a mask") {
  const auto tensors = block_tensors();
  const TransformerBlock block = bind_from(tensors, {kWidth, kHeads, Activation::quick_gelu});
  const at::Tensor x = random(20, {2, 5, kWidth});
  DOCTEST_CHECK(test::relative_error(block(x), plain_block(tensors, x, {})) < 1e-5);
  const at::Tensor mask = causal_mask(5);
  DOCTEST_CHECK(test::relative_error(block(x, mask), plain_block(tensors, x, mask)) < 1e-5);
}

DOCTEST_TEST_CASE("the first token alone is the first token of all") {
  const TransformerBlock block =
      bind_from(block_tensors(), {kWidth, kHeads, Activation::quick_gelu});
  const at::Tensor x = random(21, {3, 4, kWidth});
  DOCTEST_CHECK(test::relative_error(block.first(x), block(x).narrow(1, 0, 1)) < 1e-5);
}

DOCTEST_TEST_CASE("under the causal mask the past does not see the future") {
  const TransformerBlock block = bind_from(block_tensors(), {kWidth, kHeads, Activation::gelu});
  const at::Tensor x = random(22, {1, 6, kWidth});
  at::Tensor changed = x.clone();
  changed.narrow(1, 4, 2).fill_(1.0f);
  const at::Tensor a = block(x, causal_mask(6)).narrow(1, 0, 4);
  const at::Tensor b = block(changed, causal_mask(6)).narrow(1, 0, 4);
  DOCTEST_CHECK(test::relative_error(a, b) < 1e-6);
}

DOCTEST_TEST_CASE("a width that the heads do not divide is refused") {
  DOCTEST_CHECK_THROWS_AS(bind_from(block_tensors(), {kWidth, 5, Activation::gelu}), Error);
}

}  // namespace
}  // namespace clipdraw
