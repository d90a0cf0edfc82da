// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

namespace clipdraw_cli {

// What this machine can do at best, to compare with: the product of two square matrices by oneDNN,
// its weights laid out beforehand as it likes them, and a copy in memory that no cache holds. For a
// process of its own, with OpenMP's number of threads and as many for the copy.
//
// task: {"matrix": side, "threads": how many}
// Returned: {"matrix": side, "fp32_gflops", "bf16_gflops" (null where the processor has no such
//            instructions; both null where the bench was built without oneDNN),
//            "copy_gbytes": gigabytes a second, each read and written one counted twice}
nlohmann::ordered_json measure_ceilings(const nlohmann::json& task);

}  // namespace clipdraw_cli
