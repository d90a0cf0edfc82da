// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

// Autoencoders with continuous latents: against python_export/models for the tiny ones in
// tests/data, and against madebyollin/taesd for taef2's published weights.

#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "generator/generator.hpp"
#include "support/compare.hpp"
#include "support/fixtures.hpp"
#include "support/torch_doctest.hpp"
#include "weights/archive.hpp"

namespace clipdraw {
namespace {

namespace fs = std::filesystem;

constexpr double kTolerance = 1e-4;

void report(const std::string& what, double error) {
  std::printf("%-48s %.1e\n", what.c_str(), error);
  DOCTEST_CAPTURE(what);
  DOCTEST_CHECK(error < kTolerance);
}

// loss: what of the picture the recorded gradient belongs to.
void check_generator(const std::string& path, const Archive& io, const std::string& gradient,
                     at::Tensor (*loss)(const at::Tensor&)) {
  DOCTEST_CAPTURE(path);
  const std::string name = fs::path(path).filename().string();
  const std::shared_ptr<const Generator> generator = Generator::load(path);
  Latent z = generator->encode(io.tensor("image_01"));
  report(name + ": encode", test::relative_error(z[0].value, io.tensor("encoded")));
  DOCTEST_CHECK_FALSE(z[0].value.requires_grad());
  z[0].value = io.tensor("z").clone().requires_grad_(true);
  for (const Form form : {Form::plain, Form::fp32}) {
    const std::string how = form == Form::plain ? ": " : ": packed, ";
    z[0].value.mutable_grad().reset();
    const at::Tensor image = generator->decode(z, {form});
    report(name + how + "decode", test::relative_error(image, io.tensor("decoded_01")));
    loss(image).backward();
    report(name + how + "gradient", test::relative_error(z[0].value.grad(), io.tensor(gradient)));
  }
  const at::Tensor& expected = io.tensor("decoded_01");
  DOCTEST_CHECK(generator->latent_shapes(static_cast<int>(expected.size(3)),
                                         static_cast<int>(expected.size(2))) ==
                std::vector<std::vector<int64_t>>{io.tensor("z").sizes().vec()});
}

at::Tensor mean_square(const at::Tensor& image) { return (image * image).mean(); }
at::Tensor mean(const at::Tensor& image) { return image.mean(); }

void check_tiny(const std::string& model, const std::string& io) {
  check_generator(test::source_path("tests/data/" + model),
                  Archive::open(test::source_path("tests/data/" + io + ".io.safetensors")),
                  "grad_mean_square_wrt_z", mean_square);
}

DOCTEST_TEST_CASE("an AutoencoderKL as diffusers publishes it, without 1x1 convolutions") {
  check_tiny("kl_tiny", "kl_tiny");
}

DOCTEST_TEST_CASE("an AutoencoderKL with the names of early diffusers") {
  check_tiny("kl_early_tiny", "kl_compvis_tiny");
}

DOCTEST_TEST_CASE("an AutoencoderKL inside a checkpoint of latent diffusion, with a side file") {
  check_tiny("kl_compvis_tiny.safetensors", "kl_compvis_tiny");
}

DOCTEST_TEST_CASE("a TAESD as two files, whichever of them is named") {
  check_tiny("taesd_tiny_decoder.safetensors", "taesd_tiny_decoder");
  check_tiny("taesd_tiny_encoder.safetensors", "taesd_tiny_decoder");
}

DOCTEST_TEST_CASE("a TAESD as diffusers' AutoencoderTiny") {
  check_tiny("taesd_tiny", "taesd_tiny_decoder");
}

DOCTEST_TEST_CASE("taef2 with its published weights") {
  for (const std::string& path : test::parity_fixtures("taef2.io.safetensors")) {
    const std::string weights = test::published_file(path, "taef2_decoder.safetensors");
    if (weights.empty()) continue;
    check_generator(weights, Archive::open(path), "grad_mean_wrt_z", mean);
  }
}

}  // namespace
}  // namespace clipdraw
