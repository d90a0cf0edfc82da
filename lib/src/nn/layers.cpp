// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "nn/layers.hpp"

#include <c10/core/GradMode.h>
#include <fmt/format.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <vector>

#include "base/error.hpp"
#include "base/switches.hpp"
#include "nn/lean_layers.hpp"
#include "nn/products.hpp"

namespace clipdraw {

Activation activation_from_name(const std::string& name) {
  if (name == "relu") return Activation::relu;
  if (name == "silu" || name == "swish") return Activation::silu;
  if (name == "gelu") return Activation::gelu;
  if (name == "quick_gelu") return Activation::quick_gelu;
  fail(Status::bad_weights,
       "activation \"{}\" is unknown, expected relu, silu, swish, gelu or quick_gelu", name);
}

const char* activation_name(Activation activation) {
  switch (activation) {
    case Activation::relu: return "relu";
    case Activation::silu: return "silu";
    case Activation::gelu: return "gelu";
    case Activation::quick_gelu: return "quick_gelu";
  }
  return "unknown";
}

at::Tensor activate(const at::Tensor& x, Activation activation) {
  switch (activation) {
    case Activation::relu: return at::relu(x);
    case Activation::silu: return at::silu(x);
    case Activation::gelu: return at::gelu(x);
    case Activation::quick_gelu: return x * at::sigmoid(x * 1.702);
  }
  fail(Status::internal, "activation {} has no code", static_cast<int>(activation));
}

at::Tensor activate_fresh(at::Tensor x, Activation activation) {
  return activation == Activation::relu ? x.relu_() : activate(x, activation);
}

namespace {

// A product with a frozen weight, both ways by multiply_rows.
struct FrozenProduct : torch::autograd::Function<FrozenProduct> {
  using Context = torch::autograd::AutogradContext;

  static at::Tensor forward(Context* context, const at::Tensor& x, const Linear* linear) {
    context->saved_data["weight"] = linear->weight;
    return multiply_rows(x, linear->weight, linear->bias);
  }

  static torch::autograd::variable_list backward(Context* context,
                                                 torch::autograd::variable_list gradients) {
    const at::Tensor weight = context->saved_data["weight"].toTensor();
    return {multiply_rows(gradients[0], weight.t(), {}), at::Tensor()};
  }
};

}  // namespace

at::Tensor Linear::operator()(const at::Tensor& x) const {
  if (!is_on(Switch::packed)) return at::linear(x, weight, bias);
  return FrozenProduct::apply(x, this);
}

at::Tensor LayerNorm::operator()(const at::Tensor& x) const {
  return at::layer_norm(x, {weight.size(0)}, weight, bias, epsilon);
}

at::Tensor GroupNorm::operator()(const at::Tensor& x) const {
  if (!weight.defined()) return x;
  return at::group_norm(x, groups, weight, bias, epsilon);
}

at::Tensor Conv2d::operator()(const at::Tensor& x) const { return convolve(x, *this); }

namespace {

at::Tensor shape_alone(const at::Tensor& weight) {
  return weight.defined() ? at::empty({1}, weight.options()).expand(weight.sizes()) : weight;
}

}  // namespace

Linear without_values(Linear linear) {
  linear.weight = shape_alone(linear.weight);
  return linear;
}

Conv2d without_values(Conv2d conv) {
  conv.weight = shape_alone(conv.weight);
  return conv;
}

Linear bind_linear(Binder& binder, const std::string& name, int64_t out, int64_t in) {
  Linear linear;
  linear.weight = binder.take(name + ".weight", {out, in});
  linear.bias = binder.take(name + ".bias", {linear.weight.size(0)});
  return linear;
}

LayerNorm bind_layer_norm(Binder& binder, const std::string& name, int64_t width) {
  LayerNorm norm;
  norm.weight = binder.take(name + ".weight", {width});
  norm.bias = binder.take(name + ".bias", {norm.weight.size(0)});
  return norm;
}

GroupNorm bind_group_norm(Binder& binder, const std::string& name, int64_t channels) {
  GroupNorm norm;
  norm.weight = binder.take(name + ".weight", {channels});
  norm.bias = binder.take(name + ".bias", {norm.weight.size(0)});
  return norm;
}

bool has_any(const Archive& archive, const std::string& prefix) {
  const std::vector<std::string> names = archive.names();  // sorted
  const auto found = std::lower_bound(names.begin(), names.end(), prefix);
  return found != names.end() && found->compare(0, prefix.size(), prefix) == 0;
}

bool has_any(const Binder& binder, const std::string& prefix) {
  return has_any(binder.archive(), binder.prefix() + prefix);
}

int64_t count_parts(Binder& binder, const std::string& prefix, int64_t described, int64_t first) {
  constexpr int64_t kMostParts = 1024;
  int64_t count = 0;
  while (count < kMostParts && has_any(binder, fmt::format("{}{}.", prefix, first + count)))
    ++count;
  if (count < std::max<int64_t>(described, 1)) {
    binder.problem(fmt::format("{}{}.* is missing", prefix, first + count));
  }
  return described > 0 ? std::min(count, described) : count;
}

void bind_all(Binder& binder, const std::function<void()>& take) {
  const at::NoGradGuard no_grad;
  try {
    take();
  } catch (const c10::Error&) {
    binder.finish();
    throw;
  }
  binder.finish();
}

at::Tensor by_place(const at::Tensor& weight) {
  return weight.contiguous(at::MemoryFormat::ChannelsLast);
}

Conv2d bind_conv_unbiased(Binder& binder, const std::string& name, int64_t out, int64_t in,
                          int64_t kernel) {
  Conv2d conv;
  conv.weight = by_place(binder.take(name + ".weight", {out, in, kernel, kernel}));
  conv.padding = kernel / 2;
  return conv;
}

Conv2d bind_conv(Binder& binder, const std::string& name, int64_t out, int64_t in, int64_t kernel) {
  Conv2d conv = bind_conv_unbiased(binder, name, out, in, kernel);
  conv.bias = binder.take(name + ".bias", {conv.weight.size(0)});
  return conv;
}

}  // namespace clipdraw
