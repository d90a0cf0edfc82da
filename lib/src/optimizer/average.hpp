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

  void add(const Latent& latent);

  // Returns the average as a latent of its own, with no gradient. At least one latent was added.
  Latent value() const;

 private:
  double decay_;
  double weight_ = 0;  // that the added latents have in sum_
  Latent sum_;
};

}  // namespace clipdraw
