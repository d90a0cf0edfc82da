// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "generator/codebook.hpp"

#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/custom_function.h>

namespace clipdraw {
namespace {

// Gives `moved` and hands its gradient on to `z`.
class StraightThrough : public torch::autograd::Function<StraightThrough> {
 public:
  // The names below are the ones that Torch looks for.
  static at::Tensor forward(torch::autograd::AutogradContext*, const at::Tensor&,
                            const at::Tensor& moved) {
    return moved.clone();
  }
  static torch::autograd::variable_list backward(torch::autograd::AutogradContext*,
                                                 torch::autograd::variable_list gradients) {
    return {gradients[0], at::Tensor()};
  }
};

}  // namespace

Codebook::Codebook(const at::Tensor& rows) {
  const at::NoGradGuard no_grad;
  rows_ = rows;
  minus_twice_ = (rows.t() * -2).contiguous();
  square_norms_ = (rows * rows).sum(1);
  low_ = rows.amin(0).view({1, -1, 1, 1});
  high_ = rows.amax(0).view({1, -1, 1, 1});
}

at::Tensor Codebook::nearest(const at::Tensor& z) const {
  const at::NoGradGuard no_grad;
  const at::Tensor places = z.detach().permute({0, 2, 3, 1}).reshape({-1, rows_.size(1)});
  // |z - e|^2 without |z|^2, which is the same for every row.
  return at::addmm(square_norms_, places, minus_twice_)
      .argmin(1)
      .view({z.size(0), z.size(2), z.size(3)});
}

at::Tensor Codebook::look_up(const at::Tensor& codes) const {
  return at::embedding(rows_, codes).permute({0, 3, 1, 2}).contiguous();
}

at::Tensor Codebook::quantize(const at::Tensor& z) const {
  return StraightThrough::apply(z, look_up(nearest(z)));
}

}  // namespace clipdraw
