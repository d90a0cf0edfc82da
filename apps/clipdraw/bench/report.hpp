// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// What the bench finds out, as JSON (docs/performance.md lists it) and as a table.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace clipdraw_cli {

// One run's part of the report. measured: what measure() returned. began: when its process was
// started. group: pictures in one pass. ceilings: what measure_ceilings() returned, or null.
nlohmann::ordered_json report_run(const nlohmann::json& measured, double began, int group,
                                  const nlohmann::json& ceilings);

// The whole report as text of a few lines a run.
std::string as_table(const nlohmann::ordered_json& report);

// "vit-b32 + taesd-f8" of a run, or the one name that both have.
std::string models_of(const nlohmann::ordered_json& run);

// How many times faster this report's runs are than those of an earlier one: a table of the runs
// that both have. Throws Failure where the earlier one is no such report or they have none in
// common. file: what the earlier one is called.
std::string compare_reports(const nlohmann::ordered_json& report,
                            const nlohmann::ordered_json& earlier, const std::string& file);

}  // namespace clipdraw_cli
