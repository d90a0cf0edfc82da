// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "clip_check.hpp"

#include <c10/core/GradMode.h>

#include <algorithm>
#include <cstdio>

#include "support/compare.hpp"
#include "support/torch_doctest.hpp"

namespace clipdraw::test {
namespace {

constexpr double kTolerance = 1e-4;

at::Tensor unit(const at::Tensor& x) { return x / x.norm(2, {1}, true); }

// text: embeddings, [M, D].
void check_images(const std::string& row, const Clip& clip, const Archive& io,
                  const at::Tensor& text, const Compute& compute) {
  DOCTEST_CAPTURE(form_name(compute.form));
  const double text_error = relative_error(text, io.tensor("text_features"));
  const at::Tensor from_pixels = clip.encode_image(io.tensor("image_01"), compute);
  DOCTEST_CHECK(relative_error(from_pixels, io.tensor("image_features")) < kTolerance);

  const at::Tensor image = io.tensor("image_normalized").clone().requires_grad_(true);
  const at::Tensor features = clip.encode_normalized(image, compute);
  const double image_error = relative_error(features, io.tensor("image_features"));
  DOCTEST_CHECK(image_error < kTolerance);
  const at::Tensor cosines = at::linear(unit(features), unit(text));  // [N, M]
  const double logits_error =
      relative_error(cosines * clip.logit_scale(), io.tensor("logits_per_image"));
  DOCTEST_CHECK(logits_error < kTolerance);
  cosines.sum().backward();
  const double gradient_error =
      relative_error(image.grad(), io.tensor("grad_sum_cos_wrt_image_normalized"));
  // Where rectifiers meet their kink a gradient jumps with any rounding. For a large model with
  // many of them the reference says how far its own went when the picture moved by 3e-6.
  double gradient_tolerance = kTolerance;
  if (io.contains("grad_noise")) {
    gradient_tolerance = std::max(kTolerance, 2 * io.tensor("grad_noise").item<double>());
  }
  DOCTEST_CHECK(gradient_error < gradient_tolerance);
  std::printf("| %s | %.1e | %.1e | %.1e | %.1e |\n", row.c_str(), image_error, text_error,
              logits_error, gradient_error);

  // A batch gives what its images give one by one.
  const at::NoGradGuard no_grad;
  for (int64_t i = 0; i < image.size(0); ++i) {
    const at::Tensor alone = clip.encode_normalized(image.narrow(0, i, 1), compute);
    DOCTEST_CHECK(relative_error(alone, features.narrow(0, i, 1)) < kTolerance);
  }
}

}  // namespace

void check_clip(const std::string& row, const Clip& clip, const Archive& io) {
  const TextFeatures text = clip.encode_text(io.tensor("tokens"));
  DOCTEST_CHECK(relative_error(text.embedding, io.tensor("text_features")) < kTolerance);
  if (io.contains("text_sequence")) {
    DOCTEST_CHECK(relative_error(text.sequence, io.tensor("text_sequence")) < kTolerance);
  }
  check_images(row, clip, io, text.embedding, {Form::plain});
  check_images(row + ", packed", clip, io, text.embedding, {Form::fp32});
}

std::string with_ending(const std::string& path, const std::string& from, const std::string& to) {
  return path.substr(0, path.size() - from.size()) + to;
}

}  // namespace clipdraw::test
