// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/ATen.h>

#include <string>
#include <vector>

#include "generator/generator.hpp"

namespace clipdraw {

// A picture as its own waves: the generator that needs no weights. Waves have the strength that
// they have in natural pictures, long ones most, and colours are mixed from decorrelated ones and
// squeezed into 0..1 (Olah et al. 2017, "Feature Visualization"; lucid's parameterisation as
// aphantasia has it).
//
// Z has two parts: a coefficient for each wave and colour, [1, 3, H, W], whose common size does not
// matter, and the contrast, [1, 1, 1, 1], which the loop leaves as it is. Coefficients are those of
// the Hartley transform: real, one for each pixel of any size, and the transform is its own
// inverse. Each pair of them is a rotation of the real and imaginary part that the originals
// optimise.
class Fft : public Generator {
 public:
  const char* kind() const override { return "fft"; }
  std::vector<std::string> files() const override { return {}; }
  int factor() const override { return 1; }
  int native_size() const override { return 256; }
  std::vector<std::vector<int64_t>> latent_shapes(int width, int height) const override;
  at::Tensor decode(const Latent& latent, const Compute& compute = {}) const override;
  std::optional<GraphMemory> decode_memory(const BatchShape& z,
                                           const Compute& compute) const override;
  Latent encode(const at::Tensor& image) const override;
  Latent from_values(const at::Tensor& values) const override;
  Suggestion suggestion() const override;
};

}  // namespace clipdraw
