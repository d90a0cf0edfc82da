// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "nn/recompute.hpp"

#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/csrc/autograd/engine.h>
#include <torch/custom_class.h>

#include <utility>

namespace clipdraw {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::Engine;
using torch::autograd::variable_list;
using torch::autograd::impl::gradient_edge;

// Carries a function in a graph.
struct Carried : torch::CustomClassHolder {
  explicit Carried(TensorFn function) : f(std::move(function)) {}
  const TensorFn f;
};

struct Recomputed : torch::autograd::Function<Recomputed> {
  // Runs without a graph, as every such function.
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const TensorFn& f) {
    context->save_for_backward({x});
    context->saved_data["f"] = c10::IValue::make_capsule(c10::make_intrusive<Carried>(f));
    return f(x);
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const auto carried = context->saved_data["f"].toCapsule();
    const TensorFn& f = static_cast<const Carried&>(*carried).f;
    const at::AutoGradMode with_grad(true);
    const at::Tensor x = context->get_saved_variables()[0].detach().requires_grad_(true);
    return {pull_back(f(x), std::move(gradients), x), {}};
  }
};

}  // namespace

at::Tensor pull_back(at::Tensor&& y, std::vector<at::Tensor> gradient, const at::Tensor& x) {
  constexpr bool kKeepGraph = false;
  constexpr bool kMakeGraph = false;
  constexpr bool kAddToLeaves = false;
  const torch::autograd::Edge end = gradient_edge(y);
  y.reset();
  return Engine::get_default_engine().execute({end}, gradient, kKeepGraph, kMakeGraph, kAddToLeaves,
                                              {gradient_edge(x)})[0];
}

at::Tensor recompute(const TensorFn& f, const at::Tensor& x) {
  if (!at::GradMode::is_enabled() || !x.requires_grad()) return f(x);
  return Recomputed::apply(x, f);
}

}  // namespace clipdraw
