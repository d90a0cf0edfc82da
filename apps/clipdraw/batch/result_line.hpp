// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "batch/job.hpp"

namespace clipdraw_cli {

// A picture that is in the folder, and how it came there.
struct DrawnPicture {
  std::string file;
  std::string sha256;
  std::uint64_t bytes = 0;
  std::vector<double> curve;    // the distance of each step; NaN where it is not known
  std::optional<double> judge;  // the judge's distance, where it could be asked
  double seconds = 0;
};

// The lines of a journal. docs/batch.md says what their keys mean.
nlohmann::ordered_json drawn_line(const Job& job, const DrawnPicture& picture);
nlohmann::ordered_json failed_line(const Job& job, const std::string& error);
// That a checkpoint is written after step `steps`; curve: the distances of the steps since the
// last.
nlohmann::ordered_json checkpoint_line(const Job& job, std::size_t steps,
                                       const std::vector<double>& curve);
// What else is said of a job before there is a result: "begun", "stopped".
nlohmann::ordered_json status_line(const Job& job, const char* status);

}  // namespace clipdraw_cli
