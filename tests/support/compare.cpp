// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "support/compare.hpp"

#include <cmath>
#include <limits>

#include <ATen/ATen.h>

#include "base/random.hpp"

namespace clipdraw::test {

double relative_error(const at::Tensor& found, const at::Tensor& expected) {
  constexpr double kWrong = std::numeric_limits<double>::infinity();
  if (!found.defined() || !expected.defined() || found.sizes() != expected.sizes()) return kWrong;
  if (expected.numel() == 0) return 0;
  const at::Tensor a = found.detach().to(at::kDouble);
  const at::Tensor b = expected.detach().to(at::kDouble);
  if (!at::isfinite(a).all().item<bool>() || !at::isfinite(b).all().item<bool>()) return kWrong;
  const double scale = b.abs().max().item<double>();
  const double difference = (a - b).abs().max().item<double>();
  return scale > 0 ? difference / scale : difference;
}

double gradient_error(const std::function<at::Tensor(const at::Tensor&)>& f, const at::Tensor& x,
                      double epsilon, int directions) {
  const at::Tensor leaf = x.detach().to(at::kDouble).clone().requires_grad_(true);
  f(leaf).backward();
  const at::Tensor gradient = leaf.grad();
  if (!gradient.defined()) return std::numeric_limits<double>::infinity();
  const at::Tensor point = leaf.detach();
  double error = 0;
  double scale = 0;
  for (int i = 0; i < directions; ++i) {
    Random random(1, Purpose::test, static_cast<uint32_t>(i));
    at::Tensor direction = at::empty(point.sizes(), at::kFloat);
    random.fill_normal(direction.data_ptr<float>(), static_cast<size_t>(direction.numel()));
    direction = direction.to(at::kDouble);
    direction = direction / direction.norm();
    const double above = f(point + epsilon * direction).item<double>();
    const double below = f(point - epsilon * direction).item<double>();
    const double numeric = (above - below) / (2 * epsilon);
    const double analytic = (gradient * direction).sum().item<double>();
    error = std::max(error, std::abs(numeric - analytic));
    scale = std::max(scale, std::max(std::abs(numeric), std::abs(analytic)));
  }
  return scale > 0 ? error / scale : error;
}

}  // namespace clipdraw::test
