// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <variant>
#include <vector>

#include "types/options.hpp"

namespace clipdraw {

// Where an option lives in Options.
using OptionField = std::variant<int Options::*, double Options::*, uint64_t Options::*,
                                 ImageSize Options::*, Start Options::*, OptimizerKind Options::*,
                                 ScheduleKind Options::*, Precision Options::*, Quality Options::*>;

// A row of the table together with its field.
struct OptionEntry {
  OptionInfo info;
  OptionField field;
};

// The table of options: the one place where a name, a range, a default or a help text is written.
const std::vector<OptionEntry>& option_entries();

}  // namespace clipdraw
