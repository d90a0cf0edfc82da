// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/ATen.h>

#include <functional>
#include <vector>

namespace clipdraw {

// A differentiable function of one tensor, whose weights are frozen. It may be called several times
// and gives the same each time.
using TensorFn = std::function<at::Tensor(const at::Tensor&)>;

// Computes f(x) and keeps of the way back x alone: f is computed again when the gradient comes
// (gradient checkpointing, Chen et al. 2016, "Training deep nets with sublinear memory cost").
// Result and gradient are those of f itself, bit for bit. May be nested: what f recomputes in turn
// keeps nothing until then. Without a gradient to come it is f itself.
at::Tensor recompute(const TensorFn& f, const at::Tensor& x);

// Goes back from y to the leaf x that it was computed from, as autograd::grad() does, but lets go
// of y first: its values are not needed. gradient: one tensor, to y. Returns the gradient to x.
at::Tensor pull_back(at::Tensor&& y, std::vector<at::Tensor> gradient, const at::Tensor& x);

}  // namespace clipdraw
