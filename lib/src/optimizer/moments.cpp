// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "optimizer/moments.hpp"

#include <torch/optim/adagrad.h>
#include <torch/optim/adam.h>
#include <torch/optim/adamw.h>
#include <torch/optim/rmsprop.h>

#include <memory>
#include <sstream>
#include <type_traits>
#include <utility>

#include "base/error.hpp"

namespace clipdraw {
namespace {

using namespace torch::optim;

constexpr const char* kStep = "step";

// What each method uses, with the settings that it is given here.
template <typename State, typename Visit>
void visit_moments(State& state, const Visit& visit) {
  if constexpr (std::is_same_v<State, RMSpropParamState>) {
    visit("square_avg", state.square_avg());
  } else if constexpr (std::is_same_v<State, AdagradParamState>) {
    visit("sum", state.sum());
  } else {  // adam and adamw
    visit("exp_avg", state.exp_avg());
    visit("exp_avg_sq", state.exp_avg_sq());
  }
}

// LibTorch finds what it keeps of a tensor by its address: later versions by the address itself,
// 1.13 by the address as a stream writes it.
template <typename Key>
Key key_of(const at::Tensor& value) {
  if constexpr (std::is_same_v<Key, std::string>) {
    std::ostringstream digits;
    digits << value.unsafeGetTensorImpl();
    return digits.str();
  } else {
    return value.unsafeGetTensorImpl();
  }
}

using Memory = std::decay_t<decltype(std::declval<Optimizer&>().state())>;

template <typename State>
Moments moments_of(OptimizerParamState& kept) {
  State& state = static_cast<State&>(kept);
  Moments moments{{kStep, at::scalar_tensor(state.step(), at::kLong)}};
  visit_moments(state, [&](const char* name, at::Tensor& moment) { moments[name] = moment; });
  return moments;
}

template <typename State>
std::unique_ptr<OptimizerParamState> remembered(const Moments& moments, const at::Tensor& value) {
  auto state = std::make_unique<State>();
  size_t used = 0;
  const auto find = [&](const char* name, at::IntArrayRef shape, at::ScalarType type) {
    const auto found = moments.find(name);
    if (found == moments.end() || found->second.sizes() != shape ||
        found->second.scalar_type() != type) {
      fail(Status::unsupported, "optimizer: its {} is missing or of another shape", name);
    }
    ++used;
    return found->second;
  };
  const auto step = find(kStep, {}, at::kLong).template item<int64_t>();
  if (step < 0) fail(Status::unsupported, "optimizer: {} steps", step);
  state->step(step);
  visit_moments(*state, [&](const char* name, at::Tensor& moment) {
    moment = find(name, value.sizes(), value.scalar_type()).clone();
  });
  if (used != moments.size()) fail(Status::unsupported, "optimizer: moments of another method");
  return state;
}

// Calls work with a null pointer of the type in which the method keeps its moments; not for sgd,
// which has none without momentum.
template <typename Work>
auto with_state_type(OptimizerKind kind, const Work& work) {
  switch (kind) {
    case OptimizerKind::adam: return work(static_cast<AdamParamState*>(nullptr));
    case OptimizerKind::adamw: return work(static_cast<AdamWParamState*>(nullptr));
    case OptimizerKind::rmsprop: return work(static_cast<RMSpropParamState*>(nullptr));
    case OptimizerKind::adagrad: return work(static_cast<AdagradParamState*>(nullptr));
    case OptimizerKind::sgd: break;
  }
  fail(Status::internal, "optimizer {} has no moments", static_cast<int>(kind));
}

}  // namespace

Moments read_moments(const Optimizer& method, OptimizerKind kind, const at::Tensor& value) {
  const auto found = method.state().find(key_of<Memory::key_type>(value));
  if (found == method.state().end()) return {};
  return with_state_type(kind, [&](auto* type) {
    return moments_of<std::remove_pointer_t<decltype(type)>>(*found->second);
  });
}

void write_moments(Optimizer& method, OptimizerKind kind, const at::Tensor& value,
                   const Moments& moments) {
  if (moments.empty()) return;
  if (kind == OptimizerKind::sgd) fail(Status::unsupported, "optimizer: sgd has no moments");
  method.state()[key_of<Memory::key_type>(value)] = with_state_type(kind, [&](auto* type) {
    return remembered<std::remove_pointer_t<decltype(type)>>(moments, value);
  });
}

}  // namespace clipdraw
