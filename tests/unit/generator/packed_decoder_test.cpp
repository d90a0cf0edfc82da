// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "generator/packed_decoder.hpp"

#include <torch/csrc/autograd/autograd.h>

#include "base/random.hpp"
#include "generator/generator.hpp"
#include "nn/bf16.hpp"
#include "support/compare.hpp"
#include "support/fixtures.hpp"
#include "support/torch_doctest.hpp"

namespace clipdraw {
namespace {

at::Tensor random(uint32_t index, at::IntArrayRef shape) {
  at::Tensor out = at::empty(shape, at::kFloat);
  Random(7, Purpose::test, index)
      .fill_normal(out.data_ptr<float>(), static_cast<size_t>(out.numel()));
  return out;
}

// apart: the most that pictures, and that gradients, may differ.
void check_form(Form form, double picture_apart, double gradient_apart) {
  DOCTEST_CAPTURE(form_name(form));
  for (const char* name :
       {"vqgan_tiny", "vqgan_plain_tiny", "vqgan_gumbel_tiny", "kl_compvis_tiny"}) {
    DOCTEST_CAPTURE(name);
    const std::shared_ptr<const Generator> generator =
        Generator::load(test::source_path(std::string("tests/data/") + name + ".safetensors"));
    const int side = 4 * generator->factor();
    Latent latent =
        generator->from_values(random(0, generator->latent_shapes(side, side / 2).front()));
    const at::Tensor z = latent[0].value.requires_grad_(true);
    const at::Tensor plain = generator->decode(latent);
    const at::Tensor fast = generator->decode(latent, Compute{form});
    DOCTEST_CHECK((fast.scalar_type() == at::kFloat));
    DOCTEST_CHECK(fast.is_contiguous());
    DOCTEST_CHECK(test::relative_error(fast, plain) < picture_apart);
    DOCTEST_CHECK_FALSE(at::equal(fast, plain));
    const at::Tensor slope = random(1, plain.sizes());
    const at::Tensor expected = torch::autograd::grad({plain}, {z}, {slope})[0];
    const at::Tensor found = torch::autograd::grad({fast}, {z}, {slope})[0];
    // As a whole: the slope of a rectifier jumps where rounding moves its input over zero.
    const double apart = (found - expected).norm().item<double>();
    DOCTEST_CHECK(apart < gradient_apart * expected.norm().item<double>());
    const at::NoGradGuard no_grad;
    DOCTEST_CHECK(at::equal(generator->decode(latent, Compute{form}), fast));
  }
}

DOCTEST_TEST_CASE("packed pictures and gradients in float are the plain ones up to rounding") {
  check_form(Form::fp32, 1e-5, 1e-5);
}

DOCTEST_TEST_CASE("pictures and gradients in bf16 are near those in float") {
  if (!has_bf16()) {
    DOCTEST_MESSAGE("skipped: this processor has no bf16");
    return;
  }
  check_form(Form::bf16, 2e-2, 0.12);
}

}  // namespace
}  // namespace clipdraw
