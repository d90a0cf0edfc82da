// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "types/latent.hpp"

namespace clipdraw {

// Moving average of Z over the steps, without the pull to zero that a plain one has at the start.
class LatentAverage {
 public:
  // decay: 0 (the average is the newest Z) to below 1 (about 1 / (1 - decay) steps).
  explicit LatentAverage(double decay);

  // Goes on with what another one has added up.
  LatentAverage(double decay, Latent sum, double weight);

  void add(const Latent& latent);

  // Returns the average as a latent of its own, with no gradient. At least one latent was added.
  Latent value() const;

  // What was added up; empty before the first latent.
  const Latent& sum() const { return sum_; }
  // What the latents weigh in it: 0 before the first, below 1.
  double weight() const { return weight_; }

 private:
  double decay_;
  double weight_ = 0;
  Latent sum_;
};

}  // namespace clipdraw
