// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

// What taming-transformers computes on a tiny model with random weights at a size that is not
// square, or, for the copies in tests/data, what python_export/models/vqgan.py computes.

#include <string>
#include <vector>

#include "generator/vqgan.hpp"
#include "support/compare.hpp"
#include "support/fixtures.hpp"
#include "support/torch_doctest.hpp"
#include "weights/archive.hpp"

namespace clipdraw {
namespace {

constexpr double kTolerance = 1e-4;

void check_vqgan(const std::string& path) {
  DOCTEST_CAPTURE(path);
  const std::string stem = path.substr(0, path.size() - std::string(".safetensors").size());
  const Archive io = Archive::open(stem + ".io.safetensors");
  const std::shared_ptr<const Vqgan> vqgan = Vqgan::bind(Archive::open(path));

  const at::Tensor expected = io.tensor("decoded");
  const at::Tensor z_q = io.tensor("z_q").clone().requires_grad_(true);
  const at::Tensor codes = io.tensor("codes").view({1, z_q.size(2), z_q.size(3)});
  DOCTEST_CHECK(test::relative_error(vqgan->book().look_up(codes), z_q) < kTolerance);
  const at::Tensor decoded = vqgan->decode_codes(z_q);
  DOCTEST_CHECK(test::relative_error(decoded, expected) < kTolerance);
  (decoded * decoded).mean().backward();
  DOCTEST_CHECK(test::relative_error(z_q.grad(), io.tensor("grad_mean_square_wrt_z_q")) <
                kTolerance);

  const at::NoGradGuard no_grad;
  const at::Tensor image = io.tensor("image_pm1");
  const at::Tensor continuous = vqgan->encode_continuous(image);
  DOCTEST_CHECK(test::relative_error(continuous, io.tensor("encoded_pre_quant")) < kTolerance);
  const at::Tensor chosen = vqgan->choose_codes(continuous);
  DOCTEST_CHECK(at::equal(chosen.flatten(), io.tensor("encoded_codes").flatten()));
  const at::Tensor rounded = vqgan->book().look_up(chosen);
  if (io.contains("encoded_quantized")) {
    DOCTEST_CHECK(test::relative_error(rounded, io.tensor("encoded_quantized")) < kTolerance);
  }

  // The same through the interface that the loop uses.
  const Latent latent = vqgan->encode((image + 1) * 0.5);
  DOCTEST_CHECK(test::relative_error(latent[0].value, rounded) < kTolerance);
  const Latent given = vqgan->from_values(io.tensor("z_q"));
  DOCTEST_CHECK(test::relative_error(given[0].value, io.tensor("z_q")) < kTolerance);
  DOCTEST_CHECK(test::relative_error(vqgan->decode(given) * 2 - 1, expected) < kTolerance);
  DOCTEST_CHECK(vqgan->latent_shapes(static_cast<int>(expected.size(3)),
                                     static_cast<int>(expected.size(2))) ==
                std::vector<std::vector<int64_t>>{z_q.sizes().vec()});
}

DOCTEST_TEST_CASE("a VQGAN with taming's names") {
  for (const std::string& path : test::parity_fixtures("vqgan_tiny.safetensors")) check_vqgan(path);
}

DOCTEST_TEST_CASE("a GumbelVQ with taming's names") {
  for (const std::string& path : test::parity_fixtures("vqgan_gumbel_tiny.safetensors"))
    check_vqgan(path);
}

DOCTEST_TEST_CASE("a VQGAN without norms and attention, in half precision") {
  for (const std::string& path : test::parity_fixtures("vqgan_plain_tiny.safetensors"))
    check_vqgan(path);
}

}  // namespace
}  // namespace clipdraw
