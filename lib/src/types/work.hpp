// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

namespace clipdraw {

// Multiply-adds of matrix products and convolutions, forward and back to the input; two FLOPs each.
// Weights get no gradient. What goes element by element (norms, activations, softmax) is not
// counted.
struct Work {
  double forward = 0;
  double backward = 0;
};

inline Work& operator+=(Work& sum, const Work& more) {
  sum.forward += more.forward;
  sum.backward += more.backward;
  return sum;
}

inline Work operator*(double times, const Work& work) {
  return {times * work.forward, times * work.backward};
}

// That of one step of one picture, stage by stage. Cutouts and the optimizer have no products.
struct StepWork {
  Work generator;
  Work clip;  // of all guides
};

}  // namespace clipdraw
