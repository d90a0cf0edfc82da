// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/ATen.h>

#include <cstdint>

namespace clipdraw {

// The codes of a vector-quantised model (van den Oord et al. 2017).
class Codebook {
 public:
  Codebook() = default;
  // rows: [N, C] float.
  explicit Codebook(const at::Tensor& rows);

  // z: [B, C, h, w] float. Returns the index of the nearest row of every place: [B, h, w] int64.
  at::Tensor nearest(const at::Tensor& z) const;
  // codes: [B, h, w] int64. Returns their rows: [B, C, h, w] float.
  at::Tensor look_up(const at::Tensor& codes) const;
  // Every place of z moved to its nearest row. The gradient passes to z as if nothing had moved
  // (straight-through, Bengio et al. 2013). z: [B, C, h, w] float; returns the same shape.
  at::Tensor quantize(const at::Tensor& z) const;

  const at::Tensor& rows() const { return rows_; }
  // Least and greatest value of each channel: [1, C, 1, 1] float.
  const at::Tensor& low() const { return low_; }
  const at::Tensor& high() const { return high_; }

 private:
  at::Tensor rows_;          // [N, C] float
  at::Tensor minus_twice_;   // [C, N] float, -2 rows^T
  at::Tensor square_norms_;  // [N] float
  at::Tensor low_;
  at::Tensor high_;
};

}  // namespace clipdraw
