// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "optimizer/optimizer.hpp"

#include <torch/optim/adagrad.h>
#include <torch/optim/adam.h>
#include <torch/optim/adamw.h>
#include <torch/optim/rmsprop.h>
#include <torch/optim/sgd.h>

#include <utility>

#include "base/error.hpp"
#include "optimizer/moments.hpp"

namespace clipdraw {
namespace {

using torch::optim::Optimizer;
using torch::optim::OptimizerParamGroup;

// The rate is set before every step, so it does not matter here.
constexpr double kAnyRate = 1.0;

template <typename Method, typename MethodOptions>
std::unique_ptr<Optimizer> make(const Latent& latent, const MethodOptions& options) {
  std::vector<OptimizerParamGroup> groups;
  for (const LatentPart& part : latent) {
    groups.emplace_back(std::vector<at::Tensor>{part.value},
                        std::make_unique<MethodOptions>(options));
  }
  return std::make_unique<Method>(std::move(groups), options);
}

std::unique_ptr<Optimizer> make_method(OptimizerKind kind, const Latent& latent) {
  switch (kind) {
    case OptimizerKind::adam:
      return make<torch::optim::Adam>(latent, torch::optim::AdamOptions(kAnyRate));
    case OptimizerKind::adamw:
      return make<torch::optim::AdamW>(latent, torch::optim::AdamWOptions(kAnyRate));
    case OptimizerKind::rmsprop:
      return make<torch::optim::RMSprop>(latent, torch::optim::RMSpropOptions(kAnyRate));
    case OptimizerKind::sgd:
      return make<torch::optim::SGD>(latent, torch::optim::SGDOptions(kAnyRate));
    case OptimizerKind::adagrad:
      return make<torch::optim::Adagrad>(latent, torch::optim::AdagradOptions(kAnyRate));
  }
  fail(Status::internal, "unknown optimizer {}", static_cast<int>(kind));
}

}  // namespace

struct LatentOptimizer::State {
  OptimizerKind kind;
  std::vector<at::Tensor> values;
  std::vector<double> scales;
  std::unique_ptr<Optimizer> method;
};

LatentOptimizer::LatentOptimizer(OptimizerKind kind, const Latent& latent)
    : state_(std::make_unique<State>()) {
  for (const LatentPart& part : latent) {
    part.value.requires_grad_(true);
    state_->values.push_back(part.value);
    state_->scales.push_back(part.lr_scale);
  }
  state_->kind = kind;
  state_->method = make_method(kind, latent);
}

LatentOptimizer::LatentOptimizer(LatentOptimizer&&) noexcept = default;
LatentOptimizer& LatentOptimizer::operator=(LatentOptimizer&&) noexcept = default;
LatentOptimizer::~LatentOptimizer() = default;

void LatentOptimizer::step(const std::vector<at::Tensor>& gradients, double learning_rate) {
  if (gradients.size() != state_->values.size()) {
    fail(Status::internal, "{} gradients for {} parts", gradients.size(), state_->values.size());
  }
  for (size_t part = 0; part < gradients.size(); ++part) {
    state_->values[part].mutable_grad() = gradients[part];
    state_->method->param_groups()[part].options().set_lr(learning_rate * state_->scales[part]);
  }
  state_->method->step();
  for (at::Tensor& value : state_->values) {
    value.mutable_grad().reset();
  }
}

std::vector<Moments> LatentOptimizer::moments() const {
  std::vector<Moments> all;
  for (const at::Tensor& value : state_->values) {
    all.push_back(read_moments(*state_->method, state_->kind, value));
  }
  return all;
}

void LatentOptimizer::remember(const std::vector<Moments>& moments) {
  if (moments.size() != state_->values.size()) {
    fail(Status::unsupported, "optimizer: moments of {} parts, Z has {}", moments.size(),
         state_->values.size());
  }
  for (size_t part = 0; part < moments.size(); ++part) {
    write_moments(*state_->method, state_->kind, state_->values[part], moments[part]);
  }
}

}  // namespace clipdraw
