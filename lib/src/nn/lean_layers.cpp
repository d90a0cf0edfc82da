// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "nn/lean_layers.hpp"

#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>

#include <tuple>
#include <utility>

#include "nn/recompute.hpp"

namespace clipdraw {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

struct Convolution : torch::autograd::Function<Convolution> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& weight,
                            const c10::optional<at::Tensor>& bias, int64_t stride,
                            int64_t padding) {
    context->save_for_backward({weight});
    context->saved_data["sizes"] = x.sizes();
    context->saved_data["strides"] = x.strides();
    context->saved_data["stride"] = stride;
    context->saved_data["padding"] = padding;
    return at::conv2d(x, weight, bias, stride, padding);
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const at::Tensor weight = context->get_saved_variables()[0];
    auto& saved = context->saved_data;
    // Stands for x: its shape and layout are looked at, its values are not.
    const at::Tensor x = at::empty_strided(saved["sizes"].toIntVector(),
                                           saved["strides"].toIntVector(), gradients[0].options());
    const int64_t stride = saved["stride"].toInt();
    const int64_t padding = saved["padding"].toInt();
    const at::Tensor gradient = std::get<0>(at::convolution_backward(
        gradients[0], x, weight, c10::nullopt, {stride, stride}, {padding, padding}, {1, 1}, false,
        {0, 0}, 1, {true, false, false}));
    return {gradient, {}, {}, {}, {}};
  }
};

struct NormAndActivate : torch::autograd::Function<NormAndActivate> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& weight,
                            const at::Tensor& bias, int64_t groups, double epsilon,
                            int64_t activation) {
    context->save_for_backward({x, weight, bias});
    context->saved_data["groups"] = groups;
    context->saved_data["epsilon"] = epsilon;
    context->saved_data["activation"] = activation;
    at::Tensor y = at::group_norm(x, groups, weight, bias, epsilon);
    return static_cast<Activation>(activation) == Activation::silu
               ? at::silu_(y)
               : activate_fresh(std::move(y), static_cast<Activation>(activation));
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const variable_list kept = context->get_saved_variables();
    auto& saved = context->saved_data;
    const at::AutoGradMode with_grad(true);
    const at::Tensor x = kept[0].detach().requires_grad_(true);
    at::Tensor y =
        at::group_norm(x, saved["groups"].toInt(), kept[1], kept[2], saved["epsilon"].toDouble());
    const auto activation = static_cast<Activation>(saved["activation"].toInt());
    gradients[0] = slope(gradients[0], y.detach(), activation);
    return {pull_back(std::move(y), std::move(gradients), x), {}, {}, {}, {}, {}};
  }

 private:
  // Returns the gradient to y, in the place of y where that can be. gradient: to activate(y).
  static at::Tensor slope(const at::Tensor& gradient, at::Tensor y, Activation activation) {
    if (activation == Activation::silu) return at::silu_backward_out(y, gradient, y);
    if (activation == Activation::relu) return at::threshold_backward(gradient, y, 0);
    y.requires_grad_(true);
    return torch::autograd::grad({activate(y, activation)}, {y}, {gradient})[0];
  }
};

}  // namespace

at::Tensor convolve(const at::Tensor& x, const Conv2d& conv) {
  c10::optional<at::Tensor> bias;
  if (conv.bias.defined()) bias = conv.bias;
  return Convolution::apply(x, conv.weight, bias, conv.stride, conv.padding);
}

at::Tensor norm_and_activate(const at::Tensor& x, const GroupNorm& norm, Activation activation) {
  if (!norm.weight.defined()) return activate(x, activation);
  return NormAndActivate::apply(x, norm.weight, norm.bias, norm.groups, norm.epsilon,
                                static_cast<int64_t>(activation));
}

}  // namespace clipdraw
