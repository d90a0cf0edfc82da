// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <clipdraw/clipdraw.hpp>
#include <optional>

#include "arguments.hpp"
#include "console.hpp"

namespace clipdraw_cli {

// Loads the models that are named, and shows what the library logs from then on: warnings, or what
// $CLIPDRAW_LOG asks for. The console has to outlive the model. Throws UsageError, CatalogError,
// Failure.
clipdraw::Model load_model(const ModelArguments& arguments, Console& console);

// The judge of the model's folder, where it has one. Throws Failure.
std::optional<clipdraw::Model> load_judge(const clipdraw::Model& model);

}  // namespace clipdraw_cli
