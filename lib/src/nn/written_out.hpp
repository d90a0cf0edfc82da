// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/custom_function.h>

#include <utility>

namespace clipdraw {

// Makes a network whose way back is written out one node of LibTorch's graph. Network has
//   struct Pass;  // what one pass keeps for its way back
//   at::Tensor forward(const at::Tensor& x, Pass* pass) const;  // NULL: nothing has to be kept
//   at::Tensor backward(const at::Tensor& gradient, Pass& pass) const;  // goes back once
// of its own (this class is its friend), and has to live as long as the graph.
template <typename Network>
class WrittenOut : public torch::autograd::Function<WrittenOut<Network>> {
  using Pass = typename Network::Pass;
  using Context = torch::autograd::AutogradContext;

  struct Held : torch::CustomClassHolder {
    Held(const Network& of, Pass begun) : network(of), pass(std::move(begun)) {}
    const Network& network;
    Pass pass;
  };

 public:
  // pass: as forward() is to find it.
  static at::Tensor run(const Network& network, const at::Tensor& x, Pass pass = {}) {
    const bool keep = at::GradMode::is_enabled() && x.requires_grad();
    return keep ? WrittenOut::apply(x, &network, &pass) : network.forward(x, nullptr);
  }

  // The names below are the ones that Torch looks for.
  static at::Tensor forward(Context* context, const at::Tensor& x, const Network* network,
                            Pass* pass) {
    auto held = c10::make_intrusive<Held>(*network, std::move(*pass));
    const at::Tensor y = network->forward(x, &held->pass);
    context->saved_data["held"] = at::IValue::make_capsule(std::move(held));
    return y;
  }

  static torch::autograd::variable_list backward(Context* context,
                                                 torch::autograd::variable_list gradients) {
    const auto capsule = context->saved_data["held"].toCapsule();
    auto& held = static_cast<Held&>(*capsule);
    return {held.network.backward(gradients[0], held.pass), at::Tensor(), at::Tensor()};
  }
};

}  // namespace clipdraw
