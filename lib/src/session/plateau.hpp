// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

namespace clipdraw {

// Finds out when the distance of a drawing stands still. Views differ from step to step, and the
// distance with them, so its exponential mean over about as many steps as the patience is watched.
class Plateau {
 public:
  // patience: in steps; 0 never finds one.
  explicit Plateau(int patience = 0) : patience_(patience) {}

  void add(double distance);

  // True when the mean has not fallen by a thousandth for as many steps as the patience.
  bool reached() const { return patience_ > 0 && waited_ >= patience_; }

  // What it goes on from; everything is 0 before the first distance.
  struct Kept {
    double mean = 0;
    double least = 0;
    double waited = 0;
    double seen = 0;
  };
  Kept kept() const {
    return {mean_, least_, static_cast<double>(waited_), static_cast<double>(seen_)};
  }
  void remember(const Kept& kept);

 private:
  int patience_;
  double mean_ = 0;
  double least_ = 0;
  int waited_ = 0;  // steps since the mean fell
  int seen_ = 0;
};

}  // namespace clipdraw
