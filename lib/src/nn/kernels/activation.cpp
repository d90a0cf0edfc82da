// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "nn/kernels/activation.hpp"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include "nn/kernels/data.hpp"
#include "nn/kernels/simd.hpp"

namespace clipdraw::kernels {
namespace {

constexpr int64_t kGrain = 1 << 14;

template <typename T>
CLIPDRAW_INLINE void forward(const T* x, T* out, int64_t count) {
  for (int64_t i = 0; i < count; ++i) {
    const float value = load(x[i]);
    store(out + i, value * sigmoid(value));
  }
}

template <typename T>
CLIPDRAW_INLINE void backward(const T* x, T* gradient, int64_t count) {
  for (int64_t i = 0; i < count; ++i) {
    const float value = load(x[i]);
    const float s = sigmoid(value);
    store(gradient + i, load(gradient[i]) * s * (1.0f + value * (1.0f - s)));
  }
}

CLIPDRAW_SIMD void run_forward(const Bf16* x, Bf16* out, int64_t n) { forward(x, out, n); }
CLIPDRAW_SIMD void run_forward(const float* x, float* out, int64_t n) { forward(x, out, n); }
CLIPDRAW_SIMD void run_backward(const Bf16* x, Bf16* g, int64_t n) { backward(x, g, n); }
CLIPDRAW_SIMD void run_backward(const float* x, float* g, int64_t n) { backward(x, g, n); }

at::Tensor silu_forward(const at::Tensor& x) {
  at::Tensor out = at::empty_like(x);
  with_type(x, [&](auto type) {
    using T = decltype(type);
    at::parallel_for(0, x.numel(), kGrain, [&](int64_t begin, int64_t end) {
      run_forward(data<T>(x) + begin, data<T>(out) + begin, end - begin);
    });
  });
  return out;
}

void silu_backward_in_place(const at::Tensor& gradient, const at::Tensor& x) {
  with_type(x, [&](auto type) {
    using T = decltype(type);
    at::parallel_for(0, x.numel(), kGrain, [&](int64_t begin, int64_t end) {
      run_backward(data<T>(x) + begin, data<T>(gradient) + begin, end - begin);
    });
  });
}

[[noreturn]] void refuse(Activation activation) {
  fail(Status::internal, "activation {} has no kernel", activation_name(activation));
}

}  // namespace

at::Tensor activate(const at::Tensor& x, Activation activation) {
  switch (activation) {
    case Activation::silu: return silu_forward(x);
    case Activation::relu: return at::relu(x);
    case Activation::gelu: return at::gelu(x);
    case Activation::quick_gelu: break;
  }
  refuse(activation);
}

at::Tensor activate_backward(at::Tensor gradient, const at::Tensor& x, Activation activation) {
  switch (activation) {
    case Activation::silu: silu_backward_in_place(gradient, x); return gradient;
    case Activation::relu: return at::threshold_backward(gradient, x, 0);
    case Activation::gelu: return at::gelu_backward(gradient, x);
    case Activation::quick_gelu: break;
  }
  refuse(activation);
}

}  // namespace clipdraw::kernels
