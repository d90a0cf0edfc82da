// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "nn/lean_layers.hpp"

#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <tuple>
#include <utility>

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

// The way back through a norm is gone for as many groups at once as have about so many values: what
// it needs besides is small then, and stays in the processor's cache.
constexpr int64_t kValuesAtOnce = int64_t{1} << 20;

int64_t groups_at_once(int64_t values, int64_t groups) {
  return std::clamp(kValuesAtOnce * groups / std::max<int64_t>(values, 1), int64_t{1}, groups);
}

struct NormAndActivate : torch::autograd::Function<NormAndActivate> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& weight,
                            const at::Tensor& bias, int64_t groups, double epsilon,
                            int64_t activation) {
    auto [y, mean, inverse] = at::native_group_norm(
        x.contiguous(x.suggest_memory_format()), weight, bias, x.size(0), x.size(1),
        x.size(2) * x.size(3), groups, epsilon);  // mean, inverse deviation: [N, groups]
    context->save_for_backward({x, weight, bias, mean, inverse});
    context->saved_data["groups"] = groups;
    context->saved_data["activation"] = activation;
    return static_cast<Activation>(activation) == Activation::silu
               ? at::silu_(y)
               : activate_fresh(std::move(y), static_cast<Activation>(activation));
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const variable_list kept = context->get_saved_variables();
    const at::Tensor& x = kept[0];
    const int64_t groups = context->saved_data["groups"].toInt();
    const auto activation = static_cast<Activation>(context->saved_data["activation"].toInt());
    const int64_t width = x.size(1) / groups;
    const int64_t at_once = groups_at_once(x.numel(), groups);
    at::Tensor result = at::empty_like(x);
    for (int64_t first = 0; first < groups; first += at_once) {
      const int64_t count = std::min(at_once, groups - first);
      const auto channels = [&](const at::Tensor& all, int64_t dimension) {
        return all.narrow(dimension, first * width, count * width);
      };
      const at::Tensor mean = kept[3].narrow(1, first, count).contiguous();
      const at::Tensor inverse = kept[4].narrow(1, first, count).contiguous();
      const at::Tensor weight = channels(kept[1], 0);
      const at::Tensor values = channels(x, 1).contiguous();
      at::Tensor y = normalised(values, mean, inverse, weight, channels(kept[2], 0));
      const at::Tensor inner =
          slope(channels(gradients[0], 1).contiguous(), std::move(y), activation);
      channels(result, 1).copy_(std::get<0>(at::native_group_norm_backward(
          inner, values, mean, inverse, weight, x.size(0), count * width, x.size(2) * x.size(3),
          count, {true, false, false})));
    }
    return {result, {}, {}, {}, {}, {}};
  }

 private:
  // x: [N, C, H, W]; mean, inverse: [N, groups]; weight, bias: [C]. Returns what the norm gave.
  static at::Tensor normalised(const at::Tensor& x, const at::Tensor& mean,
                               const at::Tensor& inverse, const at::Tensor& weight,
                               const at::Tensor& bias) {
    const int64_t count = x.size(0);
    const int64_t groups = mean.size(1);
    const at::Tensor scale = inverse.unsqueeze(2) * weight.view({1, groups, -1});
    const at::Tensor shift = bias.view({1, groups, -1}) - mean.unsqueeze(2) * scale;
    return at::addcmul(shift.view({count, -1, 1, 1}), x, scale.view({count, -1, 1, 1}));
  }

  // Returns the gradient to y, in the place of y where that can be. gradient: to activate(y).
  static at::Tensor slope(const at::Tensor& gradient, at::Tensor y, Activation activation) {
    if (activation == Activation::silu) return at::silu_backward_out(y, gradient, y);
    if (activation == Activation::relu) return at::threshold_backward(gradient, y, 0);
    const at::AutoGradMode with_grad(true);
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

int64_t lean_norm_values(const BatchShape& x, int64_t groups) {
  return groups_at_once(x.values(), groups) * (x.values() / groups);
}

}  // namespace clipdraw
