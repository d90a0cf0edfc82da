// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/ATen.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "types/latent.hpp"

namespace clipdraw {

// Turns Z into an image and back. Immutable after loading: any number of threads may use it.
class Generator {
 public:
  virtual ~Generator() = default;

  // Reads a generator; which one it is follows from the file's tensors and metadata. Fails with
  // not_found, io, bad_weights or unsupported.
  static std::shared_ptr<const Generator> load(const std::string& path);

  // Pixels along a side for one place of Z. Width and height of an image are multiples of it.
  virtual int factor() const = 0;
  // Side in pixels of the square pictures that it was trained on.
  virtual int native_size() const = 0;
  // Shape of each part of Z for an image of that size, [1, C, h, w]. Fails with invalid_argument
  // when a side is not a positive multiple of factor().
  virtual std::vector<std::vector<int64_t>> latent_shapes(int width, int height) const = 0;

  // Z -> image: [1, 3, H, W] float, nominally 0..1 and not clamped. Differentiable with respect to
  // every part; rounding to codes passes its gradient straight through.
  virtual at::Tensor decode(const Latent& latent) const = 0;
  // image: [1, 3, H, W] float, 0..1, sides multiples of factor(). Returns Z, without a graph.
  virtual Latent encode(const at::Tensor& image) const = 0;
  // Makes Z from values of its one tensor as a prior draws them, [1, C, h, w] float: rounded to
  // codes where there are codes, clamped to the bounds otherwise. Without a graph.
  virtual Latent from_values(const at::Tensor& values) const = 0;
  // The values that a place of Z can take: [codes, C] float; undefined when it is continuous.
  virtual at::Tensor codebook() const { return {}; }
};

}  // namespace clipdraw
