// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// The record of a picture: JSON that tells what was drawn and with what, nothing about when or
// where.
#pragma once

#include <string>

#include "api/handles.hpp"
#include "session/model.hpp"

namespace clipdraw {

// Returns the record on one line.
std::string picture_record(const SessionState& state);

// Reads a record, which may come from anywhere. Throws bad_weights when it was drawn with other
// models, unsupported when it is none of ours or one of a newer version that cannot be followed,
// invalid_argument when it makes no sense.
RecordedSession read_session_record(const Model& model, const std::string& text);

}  // namespace clipdraw
