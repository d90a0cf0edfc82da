// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// clipdraw.h: what drawing takes.
#include "api/guard.hpp"
#include "api/handles.hpp"
#include "base/usable_memory.hpp"
#include "clipdraw/clipdraw.h"
#include "session/memory_plan.hpp"
#include "session/session_state.hpp"
#include "types/group_place.hpp"

using namespace clipdraw;

clipdraw_status clipdraw_model_plan_memory(const clipdraw_model* model,
                                           const clipdraw_options* options, int32_t together,
                                           clipdraw_memory_plan* out_plan) {
  return guard([&] {
    require(model, "model");
    check_struct(out_plan, "out_plan");
    if (together < 1 || together > kLargestGroup) {
      fail(Status::invalid_argument, "together = {}, must be 1 to {}", together, kLargestGroup);
    }
    const Model& inner = *model->model;
    Options chosen = options != nullptr ? options->options : inner.defaults();
    chosen.check();
    if (chosen.size.width == 0 || chosen.size.height == 0) chosen.size = inner.native_size();
    find_precision(chosen);
    const MemoryPlan plan = plan_memory(inner, chosen, together);
    check_machine(inner, chosen, plan, static_cast<int64_t>(usable_memory() + swap_memory()),
                  together);
    clipdraw_memory_plan out{};
    constexpr uint64_t kMiB = uint64_t{1} << 20;
    const auto bytes = static_cast<uint64_t>(predict_memory(inner, chosen, plan, together));
    out.peak_bytes = (bytes + kMiB - 1) / kMiB * kMiB;
    out.views_at_once = plan.views_at_once;
    out.recompute = recompute_name(plan.recompute);
    write_struct(out_plan, out);
  });
}
