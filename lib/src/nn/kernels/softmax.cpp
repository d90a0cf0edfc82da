// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "nn/kernels/softmax.hpp"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>

#include "nn/kernels/data.hpp"
#include "nn/kernels/simd.hpp"

namespace clipdraw::kernels {
namespace {

constexpr int64_t kGrain = 1 << 13;  // elements

template <typename T>
CLIPDRAW_INLINE void forward(const float* scores, T* shares, int64_t rows, int64_t count) {
  for (int64_t row = 0; row < rows; ++row, scores += count, shares += count) {
    const float most = largest_of(scores, count);
    const float all = sum_of(count, [&](int64_t i) { return exponential(scores[i] - most); });
    const float share = 1.0f / all;
    for (int64_t i = 0; i < count; ++i) store(shares + i, exponential(scores[i] - most) * share);
  }
}

// ds = p (g - sum(p g))
template <typename T>
CLIPDRAW_INLINE void backward(const float* slopes, const T* shares, T* out, int64_t rows,
                              int64_t count) {
  for (int64_t row = 0; row < rows; ++row, slopes += count, shares += count, out += count) {
    const float mean = sum_of(count, [&](int64_t i) { return load(shares[i]) * slopes[i]; });
    for (int64_t i = 0; i < count; ++i) store(out + i, load(shares[i]) * (slopes[i] - mean));
  }
}

#define CLIPDRAW_FOR(T)                                                                         \
  CLIPDRAW_SIMD void run_forward(const float* scores, T* shares, int64_t rows, int64_t count) { \
    forward(scores, shares, rows, count);                                                       \
  }                                                                                             \
  CLIPDRAW_SIMD void run_backward(const float* slopes, const T* shares, T* out, int64_t rows,   \
                                  int64_t count) {                                              \
    backward(slopes, shares, out, rows, count);                                                 \
  }
CLIPDRAW_FOR(float)
CLIPDRAW_FOR(Bf16)
#undef CLIPDRAW_FOR

// Calls work(first element, rows) on all threads, for rows of count elements.
template <typename Work>
void each_rows(const at::Tensor& tensor, Work&& work) {
  const int64_t count = tensor.size(-1);
  const int64_t grain = std::max<int64_t>(1, kGrain / count);
  at::parallel_for(0, tensor.numel() / count, grain,
                   [&](int64_t begin, int64_t end) { work(begin * count, end - begin); });
}

}  // namespace

at::Tensor softmax(const at::Tensor& scores, at::ScalarType type) {
  at::Tensor shares = at::empty(scores.sizes(), scores.options().dtype(type));
  with_type(shares, [&](auto of) {
    using T = decltype(of);
    each_rows(scores, [&](int64_t first, int64_t rows) {
      run_forward(data<float>(scores) + first, data<T>(shares) + first, rows, scores.size(-1));
    });
  });
  return shares;
}

at::Tensor softmax_backward(const at::Tensor& slopes, const at::Tensor& shares) {
  at::Tensor out = at::empty_like(shares);
  with_type(shares, [&](auto of) {
    using T = decltype(of);
    each_rows(shares, [&](int64_t first, int64_t rows) {
      run_backward(data<float>(slopes) + first, data<T>(shares) + first, data<T>(out) + first, rows,
                   shares.size(-1));
    });
  });
  return out;
}

}  // namespace clipdraw::kernels
