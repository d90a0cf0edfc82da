// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/ceilings.hpp"

#include <algorithm>
#include <clipdraw/clipdraw.hpp>
#include <cstring>
#include <thread>
#include <vector>

#include "bench/child.hpp"
#include "bench/products.hpp"

namespace clipdraw_cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kCopied = std::size_t{1} << 29;  // bytes in all, more than caches hold
constexpr int kTimes = 6;                              // the first one makes the pages

// Bytes a second, read and written, of several threads that copy side by side; the best of a few
// times.
double copy_speed(int threads) {
  const std::size_t part = kCopied / static_cast<std::size_t>(threads);
  std::vector<std::vector<char>> from(static_cast<std::size_t>(threads));
  std::vector<std::vector<char>> to(static_cast<std::size_t>(threads));
  double best = 0;
  for (int time = 0; time < kTimes; ++time) {
    std::vector<std::thread> workers;
    const double began = monotonic_now();
    for (std::size_t worker = 0; worker < from.size(); ++worker) {
      workers.emplace_back([&from, &to, worker, part, time] {
        if (time == 0) {
          from[worker].assign(part, static_cast<char>(worker + 1));
          to[worker].assign(part, 0);
        } else {
          std::memcpy(to[worker].data(), from[worker].data(), part);
        }
      });
    }
    for (std::thread& worker : workers) worker.join();
    const double seconds = monotonic_now() - began;
    if (time > 0 && seconds > 0) {
      best = std::max(best, 2.0 * static_cast<double>(part) * threads / seconds);
    }
  }
  return best;
}

Json speed_or_null(int side, Numbers numbers) {
  const std::optional<double> speed = product_speed(side, numbers);
  return speed ? Json(*speed) : Json();
}

}  // namespace

Json measure_ceilings(const nlohmann::json& task) {
  const int side = task.at("matrix").get<int>();
  const bool has_bf16 = clipdraw::devices().front().has_bf16 != 0;
  Json out;
  out["matrix"] = side;
  out["fp32_gflops"] = speed_or_null(side, Numbers::fp32);
  out["bf16_gflops"] = has_bf16 ? speed_or_null(side, Numbers::bf16) : Json();
  out["copy_gbytes"] = 1e-9 * copy_speed(task.at("threads").get<int>());
  return out;
}

}  // namespace clipdraw_cli
