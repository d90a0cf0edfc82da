// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "bench/report.hpp"

namespace clipdraw_cli {
namespace {

using Json = nlohmann::ordered_json;

std::string number_or_dash(const Json& row, const char* key, double factor, int digits,
                           const char* unit) {
  if (!row.contains(key) || !row.at(key).is_number()) return "-";
  return fmt::format("{:.{}f}{}", factor * row.at(key).get<double>(), digits, unit);
}

std::string machine_line(const Json& machine) {
  return fmt::format("{}, {} threads, {}, load {:.2f}\n", machine.at("name").get<std::string>(),
                     machine.at("threads").get<int>(), machine.at("library").get<std::string>(),
                     machine.at("load").get<double>());
}

std::string ceilings_line(const Json& ceilings) {
  if (!ceilings.is_object()) return "";
  return fmt::format(
      "ceilings: product of {0} x {0} fp32 {1} GFLOP/s, bf16 {2} GFLOP/s; copy in memory {3} "
      "GB/s\n",
      ceilings.at("matrix").get<int>(), number_or_dash(ceilings, "fp32_gflops", 1, 0, ""),
      number_or_dash(ceilings, "bf16_gflops", 1, 0, ""),
      number_or_dash(ceilings, "copy_gbytes", 1, 1, ""));
}

std::string run_title(const Json& run) {
  const int group = run.at("group").get<int>();
  return fmt::format("\n{}, {}, {} views{}{}\n", models_of(run), run.at("size").get<std::string>(),
                     run.at("views").get<int>(),
                     run.contains("precision") ? ", " + run.at("precision").get<std::string>() : "",
                     group > 1 ? fmt::format(", {} pictures together", group) : "");
}

std::string stage_line(const Json& row) {
  const Json& seconds = row.at("seconds");
  const double median = seconds.at("median").get<double>();
  const double apart = seconds.at("high").get<double>() - seconds.at("low").get<double>();
  return fmt::format(
      "  {:<10} {:<9} {:>9.2f} {:>6} {:>9} {:>9} {:>8} {:>8}\n", row.at("stage").get<std::string>(),
      row.at("pass").get<std::string>(), 1000 * median,
      median > 0 ? fmt::format("{:.0f} %", 100 * apart / median) : "-",
      number_or_dash(row, "gflop", 1, 2, ""), number_or_dash(row, "gflops", 1, 0, ""),
      number_or_dash(row, "of_fp32", 100, 1, " %"), number_or_dash(row, "of_bf16", 100, 1, " %"));
}

std::string run_lines(const Json& run) {
  std::string text = run_title(run);
  text += fmt::format("  {:<10} {:<9} {:>9} {:>6} {:>9} {:>9} {:>8} {:>8}\n", "stage", "pass", "ms",
                      "apart", "GFLOP", "GFLOP/s", "of fp32", "of bf16");
  for (const Json& row : run.at("stages")) text += stage_line(row);
  return text +
         fmt::format(
             "  {:.3g} steps/s, {:.0f} MB at most; models loaded after {:.2f} s, "
             "first step done after {:.2f} s\n",
             run.at("steps_per_second").get<double>(), 1e-6 * run.at("peak_bytes").get<double>(),
             run.at("loaded_seconds").get<double>(), run.at("first_step_seconds").get<double>());
}

}  // namespace

std::string models_of(const Json& run) {
  const auto perceptor = run.at("perceptor").get<std::string>();
  const auto generator = run.at("generator").get<std::string>();
  return perceptor == generator ? perceptor : perceptor + " + " + generator;
}

std::string as_table(const Json& report) {
  std::string text = machine_line(report.at("machine")) + ceilings_line(report.at("ceilings"));
  if (report.at("libraries_seconds").is_object()) {
    text += fmt::format("LibTorch's libraries alone are loaded after {:.2f} s\n",
                        report.at("libraries_seconds").at("median").get<double>());
  }
  for (const Json& run : report.at("runs")) text += run_lines(run);
  return text;
}

}  // namespace clipdraw_cli
