// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "optimizer/average.hpp"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

#include <utility>

#include "base/error.hpp"

namespace clipdraw {

LatentAverage::LatentAverage(double decay) : decay_(decay) {
  if (!(decay >= 0 && decay < 1)) {
    fail(Status::invalid_argument, "average = {}, must be >= 0 and < 1", decay);
  }
}

LatentAverage::LatentAverage(double decay, Latent sum, double weight) : LatentAverage(decay) {
  sum_ = std::move(sum);
  weight_ = weight;
}

void LatentAverage::add(const Latent& latent) {
  at::NoGradGuard no_grad;
  if (sum_.empty()) {
    sum_ = latent;
    for (LatentPart& part : sum_) part.value = at::zeros_like(part.value.detach());
  }
  for (size_t part = 0; part < sum_.size(); ++part) {
    sum_[part].value.mul_(decay_).add_(latent[part].value, 1 - decay_);
  }
  weight_ = decay_ * weight_ + (1 - decay_);
}

Latent LatentAverage::value() const {
  if (sum_.empty()) {
    fail(Status::internal, "average of no latents");
  }
  at::NoGradGuard no_grad;
  Latent average = sum_;
  for (LatentPart& part : average) part.value = part.value / weight_;
  return average;
}

}  // namespace clipdraw
