// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "session/plateau.hpp"

#include <algorithm>

namespace clipdraw {
namespace {

constexpr double kLeastFall = 1e-3;  // of the distance; less is chance

}  // namespace

void Plateau::add(double distance) {
  if (patience_ == 0) return;
  // The plain mean of the first few, so that no single one leads.
  ++seen_;
  const double share = std::max(1.0 / seen_, 2.0 / (patience_ + 1.0));
  mean_ += share * (distance - mean_);
  if (seen_ == 1 || mean_ < least_ * (1 - kLeastFall)) {
    least_ = mean_;
    waited_ = 0;
  } else {
    ++waited_;
  }
}

void Plateau::remember(const Kept& kept) {
  mean_ = kept.mean;
  least_ = kept.least;
  waited_ = static_cast<int>(kept.waited);
  seen_ = static_cast<int>(kept.seen);
}

}  // namespace clipdraw
