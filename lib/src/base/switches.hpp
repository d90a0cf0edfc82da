// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string_view>

namespace clipdraw {

// Optimisations that can be turned off one by one, to measure what each gives and to find out which
// of them is to blame: CLIPDRAW_OFF=attention,step-memory. All are on without it.
enum class Switch { step_memory, attention };

// Read once from the environment. Fails when CLIPDRAW_OFF has a name that is none.
bool is_on(Switch which);

std::string_view switch_name(Switch which);

}  // namespace clipdraw
