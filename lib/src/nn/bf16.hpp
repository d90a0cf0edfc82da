// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

namespace clipdraw {

// True when this processor multiplies bfloat16 numbers itself (AMX or AVX512-BF16), so that it is
// worth while. Obeys ONEDNN_MAX_CPU_ISA.
bool has_bf16();

}  // namespace clipdraw
