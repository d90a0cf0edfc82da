// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "base/switches.hpp"
#include "types/options.hpp"

namespace clipdraw {

// How much of a generator is computed again on the way back instead of being kept. The bits are the
// same; each step down takes less memory and more time.
enum class Recompute {
  none = 0,    // everything is kept
  blocks = 1,  // of each block its input is kept
  deep = 2,    // the same, and of all blocks before those of full size nothing but the first input
};

// Returns "none", "blocks" or "deep". Never NULL.
inline const char* recompute_name(Recompute recompute) {
  switch (recompute) {
    case Recompute::none: return "none";
    case Recompute::blocks: return "blocks";
    case Recompute::deep: return "deep";
  }
  return "unknown";
}

// The form in which the weights of a model's large parts compute.
enum class Form {
  plain,  // LibTorch's operations in float: what all is measured by, and for what is run just once
  fp32,   // packed: cast and laid out once, for both directions; in float
  bf16,   // the same, but factors of convolutions and matrix products in bfloat16, and what passes
          // between them. Sums, norms, softmax, distances, the optimizer and Z stay float.
};

// Returns "plain", "fp32" or "bf16". Never NULL.
inline const char* form_name(Form form) {
  switch (form) {
    case Form::plain: return "plain";
    case Form::fp32: return "fp32";
    case Form::bf16: return "bf16";
  }
  return "unknown";
}

// How the models of a step compute: the same in every step of a picture.
struct Compute {
  Form form = Form::plain;
  Recompute recompute = Recompute::none;
};

// options: with a precision that is found out, not "auto".
inline Compute compute_of(const Options& options) {
  if (options.precision == Precision::bf16) return {Form::bf16, Recompute::none};
  return {is_on(Switch::packed) ? Form::fp32 : Form::plain, Recompute::none};
}

}  // namespace clipdraw
