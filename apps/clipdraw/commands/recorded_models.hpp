// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include "arguments.hpp"

namespace clipdraw_cli {

// The models that a record names, with what the command line says in their place. Models are looked
// for by name; whether they are the same to the byte is for the library to find out. Throws
// UsageError, which says what to give, and CatalogError.
ModelArguments recorded_models(const nlohmann::json& record, const ModelArguments& given);

}  // namespace clipdraw_cli
