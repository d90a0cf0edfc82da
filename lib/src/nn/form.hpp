// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <c10/core/ScalarType.h>

#include <cstddef>

#include "types/compute.hpp"

namespace clipdraw {

// Of the factors of products, and of what passes between them.
inline at::ScalarType type_of(Form form) { return form == Form::bf16 ? at::kBFloat16 : at::kFloat; }

constexpr size_t kPackedForms = 2;

// The place of a packed form among all of them.
inline size_t index_of(Form form) { return form == Form::bf16 ? 1 : 0; }

}  // namespace clipdraw
