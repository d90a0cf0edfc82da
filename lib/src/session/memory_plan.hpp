// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>

#include "session/evaluate.hpp"
#include "session/model.hpp"
#include "types/compute.hpp"
#include "types/options.hpp"

namespace clipdraw {

// What a step does at once. It follows from the models, the size, the cutouts, the limit and the
// size of the group, never from the machine, because a picture's last bits depend on it.
struct MemoryPlan {
  int views_at_once = kViewsTogether;     // through a guide
  Recompute recompute = Recompute::none;  // of the generator
};

inline bool operator==(const MemoryPlan& a, const MemoryPlan& b) {
  return a.views_at_once == b.views_at_once && a.recompute == b.recompute;
}
inline bool operator!=(const MemoryPlan& a, const MemoryPlan& b) { return !(a == b); }

// Returns the most bytes that a program which draws so takes at any time, with the models and the
// libraries: somewhat more than it will be, not less. 0 where nobody can know (a TorchScript
// generator). places: of the group, 1 alone. The size must not be 0x0, nor
// the precision automatic.
int64_t predict_memory(const Model& model, const Options& options, const MemoryPlan& plan,
                       int places = 1);

// Returns the fastest plan that keeps to the option memory; without a limit the one that keeps
// everything. Throws invalid_argument when nothing fits, and names options that would; unsupported
// for a limit where nobody can predict.
MemoryPlan plan_memory(const Model& model, const Options& options, int places = 1);

// Throws out_of_memory when the plan needs so much more than `usable` bytes that it cannot be run,
// and names options that could.
void check_machine(const Model& model, const Options& options, const MemoryPlan& plan,
                   int64_t usable, int places = 1);

}  // namespace clipdraw
