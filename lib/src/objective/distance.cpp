// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "objective/distance.hpp"

#include <torch/csrc/autograd/custom_function.h>

#include "base/error.hpp"

namespace clipdraw {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// The gradient to a is (angle / sin angle) (a - b). The sine is 0 at both ends: at angle 0 the
// quotient is 1, at angle pi it grows without limit while the true gradient (its part along the
// sphere) is lost in rounding, so the sine is kept above this.
constexpr double kLeastSine = 1e-3;

struct SphericalDistance : torch::autograd::Function<SphericalDistance> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& a, const at::Tensor& b) {
    // [K, N]; rounding can put antipodes a little further apart than 2
    const at::Tensor half_chord =
        (a.unsqueeze(1) - b.unsqueeze(0)).norm(2, 2).mul_(0.5).clamp_max_(1.0);
    context->save_for_backward({a, b, half_chord});
    return half_chord.asin().square_().mul_(2.0);
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const variable_list saved = context->get_saved_variables();
    const at::Tensor& a = saved[0];
    const at::Tensor& b = saved[1];
    const at::Tensor& half_chord = saved[2];
    const at::Tensor angle = half_chord.asin().mul_(2.0);
    const at::Tensor sine = angle.sin().clamp_min_(kLeastSine);
    const at::Tensor quotient =
        at::where(half_chord < 0.5 * kLeastSine, at::ones_like(angle), angle / sine);
    const at::Tensor scale = gradients[0] * quotient;                           // [K, N]
    const at::Tensor gradient = a * scale.sum(1, true) - at::matmul(scale, b);  // [K, D]
    return {gradient, at::Tensor()};
  }
};

}  // namespace

at::Tensor spherical_distance(const at::Tensor& a, const at::Tensor& b) {
  if (a.dim() != 2 || b.dim() != 2 || a.size(1) != b.size(1)) {
    fail(Status::internal, "spherical distance of embeddings with {} and {} channels",
         a.dim() == 2 ? a.size(1) : -1, b.dim() == 2 ? b.size(1) : -1);
  }
  return SphericalDistance::apply(a, b.detach());
}

}  // namespace clipdraw
