// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "api/handles.hpp"

namespace clipdraw {

// The record of a picture as JSON text on one line: what was drawn and with what, nothing about
// when or where.
std::string picture_record(const SessionState& state);

}  // namespace clipdraw
