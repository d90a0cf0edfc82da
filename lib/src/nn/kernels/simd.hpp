// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

// What the kernels have in common: bfloat16, and functions that compilers turn into vector code.
#pragma once

#include <cstdint>
#include <cstring>

#include "base/simd.hpp"

namespace clipdraw::kernels {

// The upper half of a float.
struct Bf16 {
  uint16_t bits;
};

CLIPDRAW_INLINE float as_float(uint32_t bits) {
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

CLIPDRAW_INLINE uint32_t as_bits(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

CLIPDRAW_INLINE float load(float value) { return value; }
CLIPDRAW_INLINE float load(Bf16 value) { return as_float(uint32_t{value.bits} << 16); }

CLIPDRAW_INLINE void store(float* place, float value) { *place = value; }
// Rounds to the nearest, ties to even. A NaN stays one.
CLIPDRAW_INLINE void store(Bf16* place, float value) {
  const uint32_t bits = as_bits(value);
  const uint32_t rounded = (bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16;
  place->bits = static_cast<uint16_t>(value == value ? rounded : (bits >> 16) | 0x40u);
}

// e^x to 2 units in the last place, e^-87 below -87 and e^87 above 87; a NaN stays one.
CLIPDRAW_INLINE float exponential(float x) {
  const float limited = x < -87.0f ? -87.0f : (x > 87.0f ? 87.0f : x);  // also when it is a NaN
  constexpr float kShift = 12582912.0f;  // 1.5 * 2^23: what is added to it is rounded to a whole
  const float shifted = limited * 1.44269504f + kShift;
  const float whole = shifted - kShift;
  const float rest = (limited - whole * 0.693359375f) + whole * 2.12194440e-4f;  // |rest| < 0.35
  float sum = 1.9875691500e-4f;  // minimax polynomial, as in Cephes (Moshier)
  sum = sum * rest + 1.3981999507e-3f;
  sum = sum * rest + 8.3334519073e-3f;
  sum = sum * rest + 4.1665795894e-2f;
  sum = sum * rest + 1.6666665459e-1f;
  sum = sum * rest + 5.0000001201e-1f;
  sum = sum * (rest * rest) + (rest + 1.0f);
  const uint32_t power = (as_bits(shifted) << 23) + 0x3f800000u;  // 2^whole
  return sum * as_float(power);
}

// 1 / x for 1 <= x < 2^126, by Newton's method: a division would take four times as long.
CLIPDRAW_INLINE float reciprocal(float x) {
  float y = as_float(0x7ef311c3u - as_bits(x));
  y = y * (2.0f - x * y);
  y = y * (2.0f - x * y);
  y = y * (2.0f - x * y);
  return y;
}

// 1 / (1 + e^-x).
CLIPDRAW_INLINE float sigmoid(float x) { return reciprocal(1.0f + exponential(-x)); }

// Put before a loop over pointers of which none leads to what another iteration has under a
// different pointer: where there are many of one type, a compiler gives up to find that out.
#if defined(__clang__)
#define CLIPDRAW_INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#else
#define CLIPDRAW_INDEPENDENT _Pragma("GCC ivdep")
#endif

constexpr int64_t kSums = 32;  // that run side by side, so that the order of additions is fixed

// Adds up term(i) for 0 <= i < count.
template <typename Term>
CLIPDRAW_INLINE float sum_of(int64_t count, Term&& term) {
  float sums[kSums] = {};
  int64_t i = 0;
  for (; i + kSums <= count; i += kSums) {
    for (int64_t j = 0; j < kSums; ++j) sums[j] += term(i + j);
  }
  for (int64_t j = 0; i < count; ++i, ++j) sums[j] += term(i);
  for (int64_t half = kSums / 2; half > 0; half /= 2) {
    for (int64_t j = 0; j < half; ++j) sums[j] += sums[j + half];
  }
  return sums[0];
}

// The largest of count values, at least one.
CLIPDRAW_INLINE float largest_of(const float* values, int64_t count) {
  float most[kSums];
  for (float& one : most) one = values[0];
  int64_t i = 0;
  for (; i + kSums <= count; i += kSums) {
    for (int64_t j = 0; j < kSums; ++j) {
      most[j] = values[i + j] > most[j] ? values[i + j] : most[j];
    }
  }
  for (int64_t j = 0; i < count; ++i, ++j) most[j] = values[i] > most[j] ? values[i] : most[j];
  float best = most[0];
  for (const float one : most) best = one > best ? one : best;
  return best;
}

}  // namespace clipdraw::kernels
