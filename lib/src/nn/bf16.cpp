// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "nn/bf16.hpp"

#if CLIPDRAW_HAS_ONEDNN
#include <dnnl.hpp>
#endif
#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace clipdraw {

namespace {

#if CLIPDRAW_HAS_ONEDNN
// An instruction set is the set of bits of all that are in it.
bool has_all_of(dnnl_cpu_isa_t isa) {
  const auto needed = static_cast<unsigned>(isa);
  return (static_cast<unsigned>(dnnl::get_effective_cpu_isa()) & needed) == needed;
}
#endif

// AVX512-FP16, which tells Sapphire Rapids and later from Cooper Lake and AMD's processors.
bool has_fp16_products() {
#if defined(__x86_64__)
  unsigned a = 0, b = 0, c = 0, d = 0;
  constexpr unsigned kFp16 = 1U << 23;  // of EDX, leaf 7
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (d & kFp16) != 0;
#else
  return false;
#endif
}

}  // namespace

bool has_bf16() {
#if CLIPDRAW_HAS_ONEDNN
  return has_all_of(dnnl_cpu_isa_avx512_core_bf16);
#elif defined(__x86_64__)
  return __builtin_cpu_supports("avx512bf16") != 0;
#else
  return false;
#endif
}

bool bf16_is_faster() {
#if CLIPDRAW_HAS_ONEDNN
  if (has_all_of(dnnl_cpu_isa_avx512_core_amx)) return true;
#endif
  return has_bf16() && !has_fp16_products();
}

}  // namespace clipdraw
