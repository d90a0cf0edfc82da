// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <clipdraw/clipdraw.hpp>

#include "arguments.hpp"

namespace clipdraw_cli {

// Where the models that are named lie. Throws UsageError, CatalogError.
clipdraw::ModelFiles files_of(const ModelArguments& arguments);

}  // namespace clipdraw_cli
