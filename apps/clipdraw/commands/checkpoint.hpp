// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <clipdraw/clipdraw.hpp>
#include <string>
#include <utility>
#include <vector>

namespace clipdraw_cli {

// Goes on from a checkpoint. Throws Failure with what to do.
clipdraw::Session resume(const clipdraw::Model& model, const std::string& file);

// The options that chance and the machine decide where nobody does, as a record has them.
std::vector<std::pair<std::string, std::string>> decided_by_chance(const std::string& record);

// Checks that a checkpoint is of the drawing that is asked for. kept: its record; asked: that of a
// session which has not started. Throws UsageError, which says what differs.
void check_same_drawing(const std::string& file, const std::string& kept, const std::string& asked,
                        const clipdraw::ModelInfo& model);

}  // namespace clipdraw_cli
