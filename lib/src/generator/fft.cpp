// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "generator/fft.hpp"

#include <algorithm>
#include <cmath>

#include "generator/checks.hpp"

namespace clipdraw {
namespace {

// aphantasia's settings (github.com/eps696/aphantasia, clip_fft.py).
constexpr double kDecay = 1.5;     // strength falls with frequency to this power
constexpr double kLongest = 4;     // waves longer than a fourth of the picture count as that long
constexpr double kContrast = 0.9;  // standard deviation of a random picture before the colours
constexpr double kSaturation = 1.5;

// Nothing is nearer to black or white than this, where Z would be infinite.
constexpr double kDarkest = 1.0 / 1024;

// Square root of the covariance of colours in natural pictures: row = red, green, blue; column =
// decorrelated colour, brightness first (lucid, optvis/param/color.py).
constexpr double kColours[3][3] = {{0.26, 0.09, 0.02}, {0.27, 0.00, -0.05}, {0.27, -0.09, 0.03}};

// Orthonormal, and its own inverse (Bracewell 1983, "Discrete Hartley transform").
// x: [N, C, H, W] real; returns the same shape.
at::Tensor hartley(const at::Tensor& x) {
  const at::Tensor waves = at::fft_fft2(x, c10::nullopt, {-2, -1}, "ortho");
  return at::real(waves) - at::imag(waves);
}

// Returns cycles a pixel of each coefficient along one side: [size] double.
at::Tensor frequencies(int64_t size) { return at::fft_fftfreq(size, 1.0, at::kDouble); }

// Returns the strength of each wave, [1, 1, H, W], like z in dtype: unit normal coefficients give
// values with the standard deviation kContrast.
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
  return (strength * (kContrast / mean_square.sqrt())).view({1, 1, height, width}).to(z.dtype());
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

Latent make_latent(at::Tensor value) {
  LatentPart part;
  part.name = "z";
  part.value = std::move(value);
  return {std::move(part)};
}

}  // namespace

std::vector<std::vector<int64_t>> Fft::latent_shapes(int width, int height) const {
  require_size(width, height, factor());
  return {{1, 3, height, width}};
}

Generator::Suggestion Fft::suggestion() const { return {0.05, 200}; }

at::Tensor Fft::decode(const Latent& latent) const {
  const at::Tensor& z = require_latent(latent, 3);
  return at::sigmoid(at::conv2d(hartley(z * strengths(z)), colours(z, false)));
}

Latent Fft::encode(const at::Tensor& image) const {
  const at::NoGradGuard no_grad;
  require_image(image, factor());
  const at::Tensor inside = at::logit(image.clamp(kDarkest, 1 - kDarkest));
  const at::Tensor plain = at::conv2d(inside, colours(inside, true));
  return make_latent(hartley(plain) / strengths(plain));
}

Latent Fft::from_values(const at::Tensor& values) const {
  const at::NoGradGuard no_grad;
  require_values(values, 3);
  return make_latent(values.clone());
}

}  // namespace clipdraw
