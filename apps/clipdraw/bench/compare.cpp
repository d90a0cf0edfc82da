// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "bench/report.hpp"
#include "commands/failure.hpp"

namespace clipdraw_cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kSame[] = {"perceptor", "generator", "size", "views", "group"};

const Json* find_run(const Json& report, const Json& like) {
  for (const Json& run : report.at("runs")) {
    bool same = true;
    for (const char* key : kSame) same = same && run.at(key) == like.at(key);
    if (same) return &run;
  }
  return nullptr;
}

// " 1.23x" of a time that is now shorter by that factor.
std::string ratio(double earlier, double now) {
  return now > 0 ? fmt::format("{:.2f}x", earlier / now) : "-";
}

std::string title(const Json& run, const Json& earlier) {
  std::string text = fmt::format("\n{}, {}, {} views", models_of(run),
                                 run.at("size").get<std::string>(), run.at("views").get<int>());
  if (run.at("group").get<int>() > 1) {
    text += fmt::format(", {} pictures together", run.at("group").get<int>());
  }
  for (const char* key : {"precision", "threads"}) {
    if (run.value(key, Json()) != earlier.value(key, Json())) {
      text += fmt::format(", {} {} for {}", key, run.value(key, Json()).dump(),
                          earlier.value(key, Json()).dump());
    }
  }
  return text + "\n";
}

std::string compare_runs(const Json& run, const Json& earlier) {
  std::string text = title(run, earlier);
  text += fmt::format("  {:<10} {:<9} {:>10} {:>10} {:>8}\n", "stage", "pass", "earlier ms",
                      "now ms", "faster");
  for (const Json& row : run.at("stages")) {
    for (const Json& other : earlier.at("stages")) {
      if (row.at("stage") != other.at("stage") || row.at("pass") != other.at("pass")) continue;
      const double before = other.at("seconds").at("median").get<double>();
      const double now = row.at("seconds").at("median").get<double>();
      text += fmt::format("  {:<10} {:<9} {:>10.2f} {:>10.2f} {:>8}\n",
                          row.at("stage").get<std::string>(), row.at("pass").get<std::string>(),
                          1000 * before, 1000 * now, ratio(before, now));
    }
  }
  const auto line = [&](const char* what, const char* key, double factor, const char* unit) {
    const double before = factor * earlier.at(key).get<double>();
    const double now = factor * run.at(key).get<double>();
    return fmt::format("  {:<20} {:>10.2f} {:>10.2f} {:>8} {}\n", what, before, now,
                       ratio(before, now), unit);
  };
  return text + line("first step, s", "first_step_seconds", 1, "") +
         line("peak memory, MB", "peak_bytes", 1e-6, "less");
}

}  // namespace

std::string compare_reports(const Json& report, const Json& earlier, const std::string& file) {
  std::string text;
  try {
    for (const Json& run : report.at("runs")) {
      if (const Json* other = find_run(earlier, run)) text += compare_runs(run, *other);
    }
  } catch (const Json::exception& error) {
    throw Failure{kExitBadInput,
                  fmt::format("{}: no JSON of clipdraw bench: {}", file, error.what())};
  }
  if (text.empty()) {
    throw Failure{kExitBadInput,
                  fmt::format("{}: has no run of the same models, size, views and group", file)};
  }
  return fmt::format("\ncompared with {}:\n", file) + text;
}

}  // namespace clipdraw_cli
