// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "generator/fft.hpp"

#include <c10/core/GradMode.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "generator/checks.hpp"

namespace clipdraw {
namespace {

// aphantasia's settings (github.com/eps696/aphantasia, clip_fft.py).
constexpr double kDecay = 1.5;     // strength falls with frequency to this power
constexpr double kLongest = 4;     // waves longer than a fourth of the picture count as that long
constexpr double kContrast = 0.9;  // standard deviation of a random picture before the colours
constexpr double kSaturation = 1.5;
// A step of 0.05 on coefficients that start with a standard deviation of 0.01.
constexpr double kLearningRate = 0.05;
constexpr double kStart = 0.01;

constexpr double kNoContrast = 1e-6;  // variance that a picture of one colour counts as having

// Nothing is nearer to black or white than this, where Z would be infinite.
constexpr double kDarkest = 1.0 / 1024;

// Square root of the covariance of colours in natural pictures: row = red, green, blue; column =
// decorrelated colour, brightness first (lucid, optvis/param/color.py).
constexpr double kColours[3][3] = {{0.26, 0.09, 0.02}, {0.27, 0.00, -0.05}, {0.27, -0.09, 0.03}};

// Orthonormal, and its own inverse (Bracewell 1983, "Discrete Hartley transform").
// x: [N, C, H, W] real; returns the same shape.
at::Tensor hartley(const at::Tensor& x) {
  const at::Tensor waves = at::fft_fft2(x, at::OptionalIntArrayRef(), {-2, -1}, "ortho");
  return at::real(waves) - at::imag(waves);
}

// Returns cycles a pixel of each coefficient along one side: [size] double.
at::Tensor frequencies(int64_t size) { return at::fft_fftfreq(size, 1.0, at::kDouble); }

// Returns the strength of each wave, [1, 1, H, W], like z in dtype: unit normal coefficients give
// unit variance.
at::Tensor strengths(const at::Tensor& z) {
  const at::NoGradGuard no_grad;
  const int64_t height = z.size(2);
  const int64_t width = z.size(3);
  const at::Tensor y = frequencies(height).view({height, 1});
  const at::Tensor x = frequencies(width).view({1, width});
  const at::Tensor frequency =
      (y * y + x * x).sqrt().clamp_min(kLongest / static_cast<double>(std::max(width, height)));
  const at::Tensor strength = frequency.pow(-kDecay);
  const at::Tensor mean_square = (strength * strength).mean();
  return (strength / mean_square.sqrt()).view({1, 1, height, width}).to(z.dtype());
}

// Returns the mixing matrix as a 1x1 convolution, [3, 3, 1, 1], or its inverse.
at::Tensor colours(const at::Tensor& like, bool inverse) {
  const at::NoGradGuard no_grad;
  at::Tensor mix = at::empty({3, 3}, at::kDouble);
  auto value = mix.accessor<double, 2>();
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column < 3; ++column) {
      value[row][column] = kColours[row][column] / (column == 0 ? kSaturation : 1);
    }
  }
  mix = mix / (mix * mix).sum(0).sqrt().max();  // the strongest colour keeps its strength
  return (inverse ? at::inverse(mix) : mix).view({3, 3, 1, 1}).to(like.dtype());
}

// x: [N, C, H, W]; returns a number for each picture, [N, 1, 1, 1].
at::Tensor spread(const at::Tensor& x) {
  std::vector<at::Tensor> variances;  // one by one: the bits are those of a picture alone
  for (const at::Tensor& picture : x.split(1)) variances.push_back(picture.var(false));
  return (at::stack(variances) + kNoContrast).sqrt().view({x.size(0), 1, 1, 1});
}

Latent make_latent(at::Tensor waves, at::Tensor contrast) {
  LatentPart first;
  first.name = "waves";
  first.value = std::move(waves);
  first.lr_scale = 1 / kStart;
  LatentPart second;
  second.name = "contrast";
  second.value = std::move(contrast);
  second.lr_scale = 0;  // a perceptor would drive it to black and white
  return {std::move(first), std::move(second)};
}

}  // namespace

std::vector<std::vector<int64_t>> Fft::latent_shapes(int width, int height) const {
  require_size(width, height, factor());
  return {{1, 3, height, width}, {1, 1, 1, 1}};
}

Generator::Suggestion Fft::suggestion() const { return {kLearningRate, 200}; }

std::optional<GraphMemory> Fft::decode_memory(const BatchShape& z, const Compute&) const {
  // Waves are complex, and computed from strengths in double; a few copies of the picture each.
  const int64_t picture = z.values();
  return GraphMemory{4 * picture, 14 * picture, 15 * picture};
}

at::Tensor Fft::decode(const Latent& latent, const Compute&) const {
  if (latent.size() != 2 || latent[0].value.dim() != 4 || latent[0].value.size(1) != 3 ||
      latent[1].value.numel() != latent[0].value.size(0)) {
    fail(Status::invalid_argument,
         "Z has {} parts of which the first has shape [{}], expected two, [N, 3, h, w] and "
         "[N, 1, 1, 1]",
         latent.size(),
         latent.empty() ? "" : fmt::format("{}", fmt::join(latent[0].value.sizes(), ", ")));
  }
  const at::Tensor& waves = latent[0].value;
  const at::Tensor plain = hartley(waves * strengths(waves));
  const at::Tensor even = plain * (latent[1].value / spread(plain));
  return at::sigmoid(at::conv2d(even, colours(even, false)));
}

Latent Fft::encode(const at::Tensor& image) const {
  const at::NoGradGuard no_grad;
  require_image(image, factor());
  const at::Tensor inside = at::logit(image.clamp(kDarkest, 1 - kDarkest));
  const at::Tensor plain = at::conv2d(inside, colours(inside, true));
  return make_latent(hartley(plain) / strengths(plain), spread(plain));
}

Latent Fft::from_values(const at::Tensor& values) const {
  const at::NoGradGuard no_grad;
  require_values(values, 3);
  return make_latent(values.clone(), at::full({1, 1, 1, 1}, kContrast, values.options()));
}

}  // namespace clipdraw
