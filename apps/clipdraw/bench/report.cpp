// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/report.hpp"

#include <cstddef>
#include <vector>

#include "bench/spread.hpp"

namespace clipdraw_cli {
namespace {

using Json = nlohmann::ordered_json;
using Series = std::vector<double>;

void add_speed(Json& row, double flop, const nlohmann::json& ceilings) {
  if (!(flop > 0)) return;
  const double gflops = 1e-9 * flop / row["seconds"]["median"].get<double>();
  row["gflop"] = 1e-9 * flop;
  row["gflops"] = gflops;
  for (const char* numbers : {"fp32", "bf16"}) {
    const std::string key = std::string(numbers) + "_gflops";
    if (!ceilings.is_object() || !ceilings.at(key).is_number()) continue;
    row[std::string("of_") + numbers] = gflops / ceilings.at(key).get<double>();
  }
}

Json stage_row(const std::string& stage, const std::string& pass, const Series& seconds) {
  return {{"stage", stage}, {"pass", pass}, {"seconds", as_json(spread_of(seconds))}};
}

}  // namespace

Json report_run(const nlohmann::json& measured, double began, int group,
                const nlohmann::json& ceilings) {
  const Series steps = measured.at("steps").get<Series>();
  Json run;
  for (const char* key : {"size", "views", "precision", "threads"}) {
    if (measured.contains(key)) run[key] = measured.at(key);
  }
  run["group"] = group;
  run["steps"] = steps.size();
  run["loaded_seconds"] = measured.at("loaded").get<double>() - began;
  run["started_seconds"] = measured.at("started").get<double>() - began;
  run["first_step_seconds"] = measured.at("first_step").get<double>() - began;
  run["peak_bytes"] = measured.at("peak_bytes");
  const double median = spread_of(steps).median;
  run["steps_per_second"] = median > 0 ? 1 / median : 0;
  run["stages"] = Json::array();

  const nlohmann::json& work =
      measured.contains("work") ? measured.at("work") : nlohmann::json::object();
  Series rest = steps;
  double all = 0;
  for (const char* stage : {"generator", "cutouts", "clip", "optimizer"}) {
    for (const char* pass : {"forward", "backward", "all"}) {
      const nlohmann::json& passes = measured.at("stages").at(stage);
      if (!passes.contains(pass)) continue;
      const Series seconds = passes.at(pass).get<Series>();
      for (std::size_t i = 0; i < rest.size(); ++i) rest[i] -= seconds[i];
      Json row = stage_row(stage, pass, seconds);
      const std::string key = std::string(stage) + "_" + pass;
      const double flop = 2.0 * group * work.value(key, 0.0);
      add_speed(row, flop, ceilings);
      all += flop;
      run["stages"].push_back(row);
    }
  }
  run["stages"].push_back(stage_row("rest", "all", rest));
  Json whole = stage_row("step", "all", steps);
  add_speed(whole, all, ceilings);
  run["stages"].push_back(whole);
  return run;
}

}  // namespace clipdraw_cli
