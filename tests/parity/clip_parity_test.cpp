// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

// What OpenAI's CLIP computes on tiny models with random weights, or, for the copies in tests/data,
// what python_export/models/clip.py computes.

#include <string>
#include <vector>

#include "clip/clip.hpp"
#include "support/compare.hpp"
#include "support/fixtures.hpp"
#include "support/torch_doctest.hpp"
#include "weights/archive.hpp"

namespace clipdraw {
namespace {

constexpr double kTolerance = 1e-4;

at::Tensor unit(const at::Tensor& x) { return x / x.norm(2, {1}, true); }

void check_clip(const Clip& clip, const Archive& io) {
  const TextFeatures text = clip.encode_text(io.tensor("tokens"));
  DOCTEST_CHECK(test::relative_error(text.embedding, io.tensor("text_features")) < kTolerance);
  if (io.contains("text_sequence")) {
    DOCTEST_CHECK(test::relative_error(text.sequence, io.tensor("text_sequence")) < kTolerance);
  }
  const at::Tensor from_pixels = clip.encode_image(io.tensor("image_01"));
  DOCTEST_CHECK(test::relative_error(from_pixels, io.tensor("image_features")) < kTolerance);

  const at::Tensor image = io.tensor("image_normalized").clone().requires_grad_(true);
  const at::Tensor features = clip.encode_normalized(image);
  DOCTEST_CHECK(test::relative_error(features, io.tensor("image_features")) < kTolerance);
  const at::Tensor cosines = at::linear(unit(features), unit(text.embedding));  // [N, M]
  DOCTEST_CHECK(test::relative_error(cosines * clip.logit_scale(), io.tensor("logits_per_image")) <
                kTolerance);
  cosines.sum().backward();
  DOCTEST_CHECK(test::relative_error(image.grad(), io.tensor("grad_sum_cos_wrt_image_normalized")) <
                kTolerance);

  // A batch gives what its images give one by one.
  const at::NoGradGuard no_grad;
  for (int64_t i = 0; i < image.size(0); ++i) {
    const at::Tensor alone = clip.encode_normalized(image.narrow(0, i, 1));
    DOCTEST_CHECK(test::relative_error(alone, features.narrow(0, i, 1)) < kTolerance);
  }
}

std::string with_ending(const std::string& path, const std::string& from, const std::string& to) {
  return path.substr(0, path.size() - from.size()) + to;
}

void check_all(const std::string& name) {
  for (const std::string& path : test::parity_fixtures(name + ".safetensors")) {
    DOCTEST_CAPTURE(path);
    check_clip(Clip::load(path),
               Archive::open(with_ending(path, ".safetensors", ".io.safetensors")));
  }
}

DOCTEST_TEST_CASE("a ViT with OpenAI's names") { check_all("clip_vit_tiny"); }

DOCTEST_TEST_CASE("a ModifiedResNet with batch norms") { check_all("clip_rn_tiny"); }

DOCTEST_TEST_CASE("a ModifiedResNet of three stages with folded norms, in half precision") {
  check_all("clip_folded_tiny");
}

// Hugging Face files carry no description; the one of the same weights under OpenAI's names is
// used.
DOCTEST_TEST_CASE("a ViT with Hugging Face's names") {
  for (const std::string& path : test::parity_fixtures("clip_vit_tiny.hf.safetensors")) {
    DOCTEST_CAPTURE(path);
    const std::string twin = with_ending(path, ".hf.safetensors", ".safetensors");
    const Perceptor description = read_perceptor(Archive::open(twin).metadata(), twin);
    check_clip(Clip::load(path, description),
               Archive::open(with_ending(path, ".hf.safetensors", ".io.safetensors")));
  }
}

}  // namespace
}  // namespace clipdraw
