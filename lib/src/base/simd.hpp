// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

// One source for several instruction sets.
#pragma once

// Put before a function that holds the loops of a kernel: it is compiled for several instruction
// sets, and the processor's best is taken when the library is loaded. What it calls has to be
// inlined into it.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define CLIPDRAW_SIMD __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define CLIPDRAW_SIMD
#endif

#define CLIPDRAW_INLINE inline __attribute__((always_inline))
