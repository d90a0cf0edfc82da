// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "nn/bf16.hpp"

#if CLIPDRAW_HAS_ONEDNN
#include <dnnl.hpp>
#endif

namespace clipdraw {

bool has_bf16() {
#if CLIPDRAW_HAS_ONEDNN
  // An instruction set is the set of bits of all that are in it.
  constexpr auto kNeeded = static_cast<unsigned>(dnnl_cpu_isa_avx512_core_bf16);
  return (static_cast<unsigned>(dnnl::get_effective_cpu_isa()) & kNeeded) == kNeeded;
#elif defined(__x86_64__)
  return __builtin_cpu_supports("avx512bf16") != 0;
#else
  return false;
#endif
}

}  // namespace clipdraw
