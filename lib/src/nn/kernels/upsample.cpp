// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "nn/kernels/upsample.hpp"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <cstring>

#include "nn/kernels/data.hpp"
#include "nn/kernels/simd.hpp"

namespace clipdraw::kernels {
namespace {

template <typename T>
CLIPDRAW_INLINE void add_pairs(const T* upper, const T* lower, T* out, int64_t pixels,
                               int64_t channels) {
  for (int64_t pixel = 0; pixel < pixels; ++pixel) {
    for (int64_t c = 0; c < channels; ++c) {
      store(out + c, (load(upper[c]) + load(upper[channels + c])) +
                         (load(lower[c]) + load(lower[channels + c])));
    }
    upper += 2 * channels;
    lower += 2 * channels;
    out += channels;
  }
}

CLIPDRAW_SIMD void run_add(const float* upper, const float* lower, float* out, int64_t pixels,
                           int64_t channels) {
  add_pairs(upper, lower, out, pixels, channels);
}
CLIPDRAW_SIMD void run_add(const Bf16* upper, const Bf16* lower, Bf16* out, int64_t pixels,
                           int64_t channels) {
  add_pairs(upper, lower, out, pixels, channels);
}

at::Tensor empty_like(const at::Tensor& x, int64_t height, int64_t width) {
  return at::empty({x.size(0), x.size(1), height, width}, x.options(),
                   at::MemoryFormat::ChannelsLast);
}

}  // namespace

at::Tensor upsample(const at::Tensor& x) {
  const int64_t channels = x.size(1);
  const int64_t width = x.size(3);
  at::Tensor out = empty_like(x, 2 * x.size(2), 2 * width);
  with_type(x, [&](auto type) {
    using T = decltype(type);
    at::parallel_for(0, x.size(0) * x.size(2), 1, [&](int64_t begin, int64_t end) {
      for (int64_t row = begin; row < end; ++row) {
        const T* from = data<T>(x) + row * width * channels;
        T* const first = data<T>(out) + row * 4 * width * channels;
        T* to = first;
        for (int64_t i = 0; i < width; ++i, from += channels, to += 2 * channels) {
          std::memcpy(to, from, sizeof(T) * static_cast<size_t>(channels));
          std::memcpy(to + channels, from, sizeof(T) * static_cast<size_t>(channels));
        }
        std::memcpy(to, first, sizeof(T) * static_cast<size_t>(2 * width * channels));
      }
    });
  });
  return out;
}

at::Tensor upsample_backward(const at::Tensor& gradient) {
  const int64_t channels = gradient.size(1);
  const int64_t width = gradient.size(3) / 2;
  if (gradient.size(2) % 2 != 0 || gradient.size(3) % 2 != 0) {
    fail(Status::internal, "{} x {} pixels cannot be taken in fours", gradient.size(3),
         gradient.size(2));
  }
  at::Tensor out = empty_like(gradient, gradient.size(2) / 2, width);
  with_type(gradient, [&](auto type) {
    using T = decltype(type);
    at::parallel_for(0, out.size(0) * out.size(2), 1, [&](int64_t begin, int64_t end) {
      for (int64_t row = begin; row < end; ++row) {
        const T* upper = data<T>(gradient) + row * 4 * width * channels;
        run_add(upper, upper + 2 * width * channels, data<T>(out) + row * width * channels, width,
                channels);
      }
    });
  });
  return out;
}

}  // namespace clipdraw::kernels
