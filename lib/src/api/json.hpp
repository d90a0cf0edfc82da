// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace clipdraw {

using Json = nlohmann::ordered_json;

// Parses a JSON object of a stranger's. Nothing where the text is not JSON, no object, or nested
// deeper than any record is: working on such a tree would take the whole stack.
std::optional<Json> parse_object(const std::string& text);

}  // namespace clipdraw
