// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "nn/kernels/layer_norm.hpp"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <cmath>

#include "base/switches.hpp"
#include "nn/kernels/data.hpp"
#include "nn/kernels/simd.hpp"

namespace clipdraw::kernels {
namespace {

constexpr int64_t kGrain = 16;  // rows

template <typename More, typename Out>
CLIPDRAW_INLINE void forward(float* x, const More* more, Out* out, float* scales, int64_t rows,
                             int64_t width, float epsilon) {
  for (int64_t row = 0; row < rows; ++row, x += width, out += width) {
    if (more != nullptr) {
      for (int64_t i = 0; i < width; ++i) x[i] += load(more[i]);
      more += width;
    }
    const float share = 1.0f / static_cast<float>(width);
    const float mean = share * sum_of(width, [&](int64_t i) { return x[i]; });
    const float variance =
        share * sum_of(width, [&](int64_t i) { return (x[i] - mean) * (x[i] - mean); });
    const float scale = 1.0f / std::sqrt(variance + epsilon);
    for (int64_t i = 0; i < width; ++i) store(out + i, (x[i] - mean) * scale);
    scales[row] = scale;
  }
}

// With y = (x - mean) / deviation: dx = (dy - mean(dy) - y mean(dy y)) / deviation.
template <typename T>
CLIPDRAW_INLINE void backward(float* sum, const T* gradient, const T* normed, const float* scales,
                              int64_t rows, int64_t width) {
  for (int64_t row = 0; row < rows; ++row, sum += width, gradient += width, normed += width) {
    const float share = 1.0f / static_cast<float>(width);
    const float mean = share * sum_of(width, [&](int64_t i) { return load(gradient[i]); });
    const float along =
        share * sum_of(width, [&](int64_t i) { return load(gradient[i]) * load(normed[i]); });
    const float scale = scales[row];
    for (int64_t i = 0; i < width; ++i) {
      sum[i] += scale * (load(gradient[i]) - mean - load(normed[i]) * along);
    }
  }
}

#define CLIPDRAW_FORWARD(More, Out)                                                   \
  CLIPDRAW_SIMD void run_forward(float* x, const More* more, Out* out, float* scales, \
                                 int64_t rows, int64_t width, float epsilon) {        \
    forward(x, more, out, scales, rows, width, epsilon);                              \
  }
CLIPDRAW_FORWARD(Bf16, Bf16)
CLIPDRAW_FORWARD(float, Bf16)
CLIPDRAW_FORWARD(float, float)
#undef CLIPDRAW_FORWARD

CLIPDRAW_SIMD void run_backward(float* sum, const Bf16* gradient, const Bf16* normed,
                                const float* scales, int64_t rows, int64_t width) {
  backward(sum, gradient, normed, scales, rows, width);
}
CLIPDRAW_SIMD void run_backward(float* sum, const float* gradient, const float* normed,
                                const float* scales, int64_t rows, int64_t width) {
  backward(sum, gradient, normed, scales, rows, width);
}

template <typename More, typename Out>
void run(at::Tensor& x, const More* more, Normed& normed, float epsilon) {
  const int64_t width = x.size(1);
  at::parallel_for(0, x.size(0), kGrain, [&](int64_t begin, int64_t end) {
    run_forward(data<float>(x) + begin * width, more == nullptr ? more : more + begin * width,
                data<Out>(normed.rows) + begin * width, data<float>(normed.scale) + begin,
                end - begin, width, epsilon);
  });
}

}  // namespace

Normed layer_norm(at::Tensor& x, const at::Tensor& more, at::ScalarType type, double epsilon) {
  if (!is_on(Switch::norms)) {
    if (more.defined()) x.add_(more);
    const auto [rows, mean, scale] = at::native_layer_norm(x, {x.size(1)}, {}, {}, epsilon);
    return {rows.to(type), scale.reshape({-1})};
  }
  Normed normed{at::empty(x.sizes(), x.options().dtype(type)), at::empty({x.size(0)}, x.options())};
  const auto small = static_cast<float>(epsilon);
  if (type == at::kFloat) {
    run<float, float>(x, more.defined() ? data<float>(more) : nullptr, normed, small);
  } else if (more.defined() && more.scalar_type() == at::kBFloat16) {
    run<Bf16, Bf16>(x, data<Bf16>(more), normed, small);
  } else {
    run<float, Bf16>(x, more.defined() ? data<float>(more) : nullptr, normed, small);
  }
  return normed;
}

void layer_norm_backward_add(at::Tensor& sum, const at::Tensor& gradient, const Normed& normed) {
  if (!is_on(Switch::norms)) {
    const at::Tensor slope = gradient.to(at::kFloat);
    const at::Tensor rows = normed.rows.to(at::kFloat);
    const at::Tensor along = (slope * rows).mean(1, true);
    sum.add_(normed.scale.unsqueeze(1) * (slope - slope.mean(1, true) - rows * along));
    return;
  }
  const int64_t width = sum.size(1);
  with_type(normed.rows, [&](auto type) {
    using T = decltype(type);
    at::parallel_for(0, sum.size(0), kGrain, [&](int64_t begin, int64_t end) {
      run_backward(data<float>(sum) + begin * width, data<T>(gradient) + begin * width,
                   data<T>(normed.rows) + begin * width, data<float>(normed.scale) + begin,
                   end - begin, width);
    });
  });
}

}  // namespace clipdraw::kernels
