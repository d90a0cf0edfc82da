// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

namespace clipdraw_cli {

// Loads models, runs steps and says what they took. For a process of its own, whose memory is then
// that of this drawing alone. Throws Failure, clipdraw::Error.
//
// task: {"weights", "clip", "vocabulary", "generator" (as ModelFiles has them, "" is none),
//        "options": [[name, value], ...], "group": 1, "warm_up": 2, "steps": 10}
// Returned: {"size", "views", "threads", "precision" (where there is such an option),
//            "loaded", "started", "first_step": seconds of monotonic_now() when that was done,
//            "steps": seconds of each measured step,
//            "stages": {"generator": {"forward": [seconds of each step], "backward": [...]},
//                       "cutouts": ..., "clip": ..., "optimizer": {"all": [...]}},
//            "work": multiply-adds of a step of one picture, as clipdraw_work has them,
//            "peak_bytes"}
nlohmann::ordered_json measure(const nlohmann::json& task);

}  // namespace clipdraw_cli
