// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

// Gradients of generators against central differences. Those with weights compute in fp32, so their
// test has the tolerance of fp32; the parity tests compare them with the original's to 1e-4.

#include "generator/generator.hpp"

#include <string>

#include "base/random.hpp"
#include "generator/fft.hpp"
#include "support/compare.hpp"
#include "support/fixtures.hpp"
#include "support/torch_doctest.hpp"

namespace clipdraw {
namespace {

at::Tensor noise(at::IntArrayRef shape, uint32_t index) {
  at::Tensor values = at::empty(shape, at::kFloat);
  Random(1, Purpose::test, 0, index)
      .fill_normal(values.data_ptr<float>(), static_cast<size_t>(values.numel()));
  return values;
}

DOCTEST_TEST_CASE("the gradient of fft is that of its formula, at even and odd sizes") {
  const Fft fft;
  for (const auto& [height, width] : std::vector<std::pair<int64_t, int64_t>>{{8, 6}, {7, 9}}) {
    const at::Tensor weight = noise({1, 3, height, width}, 1).to(at::kDouble);
    const auto loss = [&](const at::Tensor& z) {
      Latent latent = fft.from_values(z);
      latent[0].value = z;
      return (fft.decode(latent) * weight).sum();
    };
    DOCTEST_CHECK(test::gradient_error(loss, noise({1, 3, height, width}, 2)) < 1e-7);
  }
}

DOCTEST_TEST_CASE("gradients of autoencoders with continuous latents") {
  for (const char* name : {"kl_tiny", "kl_compvis_tiny.safetensors", "taesd_tiny"}) {
    DOCTEST_CAPTURE(name);
    const auto generator = Generator::load(test::source_path(std::string("tests/data/") + name));
    const int side = 6 * generator->factor();
    const std::vector<int64_t> shape = generator->latent_shapes(side, side).front();
    const at::Tensor weight = noise({1, 3, side, side}, 3);
    const auto loss = [&](const at::Tensor& z) {
      LatentPart part;
      part.value = z.to(at::kFloat);
      return (generator->decode({part}) * weight).to(at::kDouble).sum();
    };
    DOCTEST_CHECK(test::gradient_error(loss, noise(shape, 4), 1e-2) < 2e-2);
  }
}

}  // namespace
}  // namespace clipdraw
