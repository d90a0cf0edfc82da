// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

namespace clipdraw {

// Optimisations that can be turned off one by one, to measure what each gives and to find out which
// of them is to blame: CLIPDRAW_OFF=attention,step-memory. All are on without it.
enum class Switch {
  step_memory,  // the large tensors of a step lie where those of the step before did
  packed,       // models in fp32 are written-out functions of packed layers, as in bf16
  layouts,      // frozen weights are laid out once, for oneDNN
  attention,    // shares of attention in one pass, products without copies of heads
  norms,        // norm and activation in one pass
  upsample,     // a convolution over a doubled picture as four ninths of it
  winograd,     // convolutions in fp32 with fewer products
  resample,     // all views out of the picture in one pass, and their gradients back into it
};

// Read once from the environment. Fails when CLIPDRAW_OFF has a name that is none.
bool is_on(Switch which);

}  // namespace clipdraw
