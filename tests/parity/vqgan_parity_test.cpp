// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

// What taming-transformers computes on a tiny model with random weights at a size that is not
// square, or, for the copies in tests/data, what python_export/models/vqgan.py computes.

#include <c10/core/GradMode.h>

#include <cstdio>
#include <filesystem>
#include <map>
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

// path: the model, in any format. io_path: what it computes.
void check_vqgan(const std::string& path, const std::string& io_path,
                 const std::string& prefix = "") {
  DOCTEST_CAPTURE(path);
  const Archive io = Archive::open(io_path);
  const std::shared_ptr<const Vqgan> vqgan = Vqgan::bind(Archive::open(path), prefix);

  const at::Tensor expected = io.tensor("decoded");
  const at::Tensor z_q = io.tensor("z_q").clone().requires_grad_(true);
  const at::Tensor codes = io.tensor("codes").view({1, z_q.size(2), z_q.size(3)});
  DOCTEST_CHECK(test::relative_error(vqgan->book().look_up(codes), z_q) < kTolerance);
  const std::filesystem::path whole(path);
  const std::string name = whole.parent_path().filename() / whole.filename();
  for (const Form form : {Form::plain, Form::fp32}) {
    DOCTEST_CAPTURE(form_name(form));
    z_q.mutable_grad().reset();
    const at::Tensor decoded = vqgan->decode_codes(z_q, {form});
    const double decode_error = test::relative_error(decoded, expected);
    DOCTEST_CHECK(decode_error < kTolerance);
    (decoded * decoded).mean().backward();
    const double gradient_error =
        test::relative_error(z_q.grad(), io.tensor("grad_mean_square_wrt_z_q"));
    DOCTEST_CHECK(gradient_error < kTolerance);
    std::printf("%s: %sdecode %.1e, gradient %.1e\n", name.c_str(),
                form == Form::plain ? "" : "packed, ", decode_error, gradient_error);
  }

  const at::NoGradGuard no_grad;
  const at::Tensor image = io.tensor("image_pm1");
  const at::Tensor continuous = vqgan->encode_continuous(image);
  const double encode_error = test::relative_error(continuous, io.tensor("encoded_pre_quant"));
  DOCTEST_CHECK(encode_error < kTolerance);
  std::printf("%s: encode %.1e\n", name.c_str(), encode_error);
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

void check_copies(const std::string& stem, const std::string& ending) {
  for (const std::string& path : test::parity_fixtures(stem + ending)) {
    check_vqgan(path, path.substr(0, path.size() - ending.size()) + ".io.safetensors");
  }
}

DOCTEST_TEST_CASE("a VQGAN with taming's names") { check_copies("vqgan_tiny", ".safetensors"); }

DOCTEST_TEST_CASE("a GumbelVQ with taming's names") {
  check_copies("vqgan_gumbel_tiny", ".safetensors");
}

DOCTEST_TEST_CASE("a VQGAN without norms and attention, in half precision") {
  check_copies("vqgan_plain_tiny", ".safetensors");
}

DOCTEST_TEST_CASE("checkpoints as Lightning writes them, which do not describe themselves") {
  check_copies("vqgan_tiny", ".ckpt");
  check_copies("vqgan_gumbel_tiny", ".ckpt");
}

DOCTEST_TEST_CASE("the tensors alone tell everything, also inside a larger checkpoint") {
  for (const char* name : {"vqgan_tiny", "vqgan_gumbel_tiny"}) {
    for (const std::string& path : test::parity_fixtures(std::string(name) + ".safetensors")) {
      const Archive archive = Archive::open(path);
      if (archive.metadata().count("ddconfig") != 0 &&
          archive.metadata().at("ddconfig").find("relu") != std::string::npos) {
        continue;  // our own activation, which no tensor tells
      }
      const std::string io = path.substr(0, path.rfind(".safetensors")) + ".io.safetensors";
      const test::TemporaryFolder folder;
      for (const std::string prefix : {"", "first_stage_model."}) {
        std::map<std::string, at::Tensor> tensors{{"loss.discriminator.w", at::ones({3})}};
        if (!prefix.empty()) tensors["model.diffusion_model.w"] = at::ones({2, 2});
        for (const std::string& tensor : archive.names()) {
          tensors[prefix + tensor] = archive.tensor(tensor);
        }
        const std::string copy = folder.file("copy.safetensors");
        write_archive(copy, tensors);
        DOCTEST_CHECK(Generator::load(copy)->native_size() == 256);
        check_vqgan(copy, io, prefix);
      }
    }
  }
}

}  // namespace
}  // namespace clipdraw
