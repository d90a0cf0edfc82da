// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "nn/two_forms.hpp"

#include <ATen/ATen.h>

#include <thread>
#include <vector>

#include "nn/layers.hpp"
#include "support/fixtures.hpp"
#include "support/torch_doctest.hpp"

namespace clipdraw {
namespace {

struct Halved {
  Halved(const Linear& plain, at::ScalarType type) : weight(plain.weight.to(type)) {}
  at::Tensor weight;
};

// A linear layer in both forms, and how often it was read from the file.
struct Layer {
  TwoForms<Linear, Halved> forms;
  int reads = 0;

  Layer() {
    Binder binder(Archive::open(test::source_path("tests/data/clip_vit_tiny.safetensors")),
                  "visual.transformer.");
    const auto take = [this](Binder& from) {
      ++reads;
      return bind_linear(from, "resblocks.0.mlp.c_fc", -1, -1);
    };
    forms.set(take(binder), binder, take);
  }
};

DOCTEST_TEST_CASE("packing lets go of plain weights, which are read again for who needs them") {
  const Layer other;
  const at::Tensor expected = other.forms.plain().weight;
  Layer layer;
  DOCTEST_CHECK(at::equal(layer.forms.packed(Form::bf16).weight, expected.to(at::kBFloat16)));
  DOCTEST_CHECK(layer.reads == 1);
  DOCTEST_CHECK(at::equal(layer.forms.plain().weight, expected));
  DOCTEST_CHECK(layer.reads == 2);
  DOCTEST_CHECK(at::equal(layer.forms.plain().weight, expected));
  DOCTEST_CHECK(layer.reads == 2);
}

DOCTEST_TEST_CASE("weights may be packed for both types, which reads them once more") {
  Layer layer;
  const at::Tensor half = layer.forms.packed(Form::bf16).weight;
  const at::Tensor whole = layer.forms.packed(Form::fp32).weight;
  DOCTEST_CHECK((whole.scalar_type() == at::kFloat));
  DOCTEST_CHECK(at::equal(whole.to(at::kBFloat16), half));
  DOCTEST_CHECK(layer.reads == 2);
  DOCTEST_CHECK(layer.forms.packed(Form::fp32).weight.is_same(whole));
  DOCTEST_CHECK(layer.forms.packed(Form::bf16).weight.is_same(half));
  DOCTEST_CHECK(layer.reads == 2);
}

DOCTEST_TEST_CASE("plain weights that somebody has stay where they are") {
  Layer layer;
  const Linear& plain = layer.forms.plain();
  const void* values = plain.weight.data_ptr();
  DOCTEST_CHECK(layer.forms.packed(Form::bf16).weight.numel() == plain.weight.numel());
  DOCTEST_CHECK(layer.forms.plain().weight.data_ptr() == values);
  DOCTEST_CHECK(layer.reads == 1);
}

DOCTEST_TEST_CASE("shapes are those of the weights, and take no memory") {
  const Layer layer;
  const at::Tensor shape = layer.forms.shapes().weight;
  DOCTEST_CHECK(shape.sizes() == layer.forms.plain().weight.sizes());
  DOCTEST_CHECK(shape.storage().nbytes() == sizeof(float));
}

DOCTEST_TEST_CASE("threads may ask for either form at once") {
  Layer layer;
  std::vector<at::Tensor> plain(4);
  std::vector<std::thread> threads;
  for (size_t index = 0; index < plain.size(); ++index) {
    threads.emplace_back([&layer, &mine = plain[index], packs = index % 2 == 0] {
      if (packs) layer.forms.packed(Form::bf16);
      mine = layer.forms.plain().weight;
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const at::Tensor& mine : plain) DOCTEST_CHECK(mine.is_same(plain[0]));
}

}  // namespace
}  // namespace clipdraw
