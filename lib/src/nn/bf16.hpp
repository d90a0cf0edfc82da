// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

namespace clipdraw {

// True when this processor multiplies bfloat16 numbers itself (AMX or AVX512-BF16). Obeys
// ONEDNN_MAX_CPU_ISA.
bool has_bf16();

// True when that is faster than float: with AMX, and with AVX512-BF16 except on Intel's processors
// from Sapphire Rapids on. Where a virtual machine hides their AMX, they multiply bfloat16 at half
// the rate of float (docs/performance.md).
bool bf16_is_faster();

}  // namespace clipdraw
