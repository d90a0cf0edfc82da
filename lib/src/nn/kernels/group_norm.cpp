// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "nn/kernels/group_norm.hpp"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/switches.hpp"
#include "nn/kernels/data.hpp"
#include "nn/kernels/simd.hpp"

namespace clipdraw::kernels {
namespace {

constexpr int64_t kPiece = 512;  // pixels that are summed by one thread in float

// Two sums for each channel over some pixels, and the coefficients that come of them.
struct Channels {
  float* first;
  float* second;
};

template <typename T>
CLIPDRAW_INLINE void sum_pixels(const T* x, int64_t pixels, int64_t channels, Channels sums) {
  for (int64_t pixel = 0; pixel < pixels; ++pixel, x += channels) {
    for (int64_t c = 0; c < channels; ++c) {
      const float value = load(x[c]);
      sums.first[c] += value;
      sums.second[c] += value * value;
    }
  }
}

template <bool kSilu, typename T>
CLIPDRAW_INLINE void apply(const T* x, T* out, int64_t pixels, int64_t channels,
                           const float* factor, const float* shift) {
  for (int64_t pixel = 0; pixel < pixels; ++pixel, x += channels, out += channels) {
    for (int64_t c = 0; c < channels; ++c) {
      const float value = load(x[c]) * factor[c] + shift[c];
      store(out + c, kSilu ? value * sigmoid(value) : value);
    }
  }
}

// Gives the gradient before the SiLU, and sums it alone and times x.
template <bool kSilu, typename T>
CLIPDRAW_INLINE void pull_back(const T* x, const T* gradient, T* out, int64_t pixels,
                               int64_t channels, const float* factor, const float* shift,
                               Channels sums) {
  for (int64_t pixel = 0; pixel < pixels; ++pixel) {
    CLIPDRAW_INDEPENDENT
    for (int64_t c = 0; c < channels; ++c) {
      const float value = load(x[c]);
      float slope = load(gradient[c]);
      if (kSilu) {
        const float normed = value * factor[c] + shift[c];
        const float s = sigmoid(normed);
        slope *= s * (1.0f + normed * (1.0f - s));
      }
      store(out + c, slope);
      sums.first[c] += slope;
      sums.second[c] += slope * value;
    }
    x += channels;
    gradient += channels;
    out += channels;
  }
}

// out = of_out * out + of_x * x + rest, channel by channel.
template <typename T>
CLIPDRAW_INLINE void combine(const T* x, T* out, int64_t pixels, int64_t channels,
                             const float* of_out, const float* of_x, const float* rest) {
  for (int64_t pixel = 0; pixel < pixels; ++pixel, x += channels, out += channels) {
    for (int64_t c = 0; c < channels; ++c) {
      store(out + c, of_out[c] * load(out[c]) + of_x[c] * load(x[c]) + rest[c]);
    }
  }
}

#define CLIPDRAW_FOR(T)                                                                         \
  CLIPDRAW_SIMD void run_sums(const T* x, int64_t pixels, int64_t channels, Channels sums) {    \
    sum_pixels(x, pixels, channels, sums);                                                      \
  }                                                                                             \
  CLIPDRAW_SIMD void run_apply(bool silu, const T* x, T* out, int64_t pixels, int64_t channels, \
                               const float* factor, const float* shift) {                       \
    if (silu) {                                                                                 \
      apply<true>(x, out, pixels, channels, factor, shift);                                     \
    } else {                                                                                    \
      apply<false>(x, out, pixels, channels, factor, shift);                                    \
    }                                                                                           \
  }                                                                                             \
  CLIPDRAW_SIMD void run_pull_back(bool silu, const T* x, const T* gradient, T* out,            \
                                   int64_t pixels, int64_t channels, const float* factor,       \
                                   const float* shift, Channels sums) {                         \
    if (silu) {                                                                                 \
      pull_back<true>(x, gradient, out, pixels, channels, factor, shift, sums);                 \
    } else {                                                                                    \
      pull_back<false>(x, gradient, out, pixels, channels, factor, shift, sums);                \
    }                                                                                           \
  }                                                                                             \
  CLIPDRAW_SIMD void run_combine(const T* x, T* out, int64_t pixels, int64_t channels,          \
                                 const float* of_out, const float* of_x, const float* rest) {   \
    combine(x, out, pixels, channels, of_out, of_x, rest);                                      \
  }
CLIPDRAW_FOR(float)
CLIPDRAW_FOR(Bf16)
#undef CLIPDRAW_FOR

// The sizes of a picture and how it is cut.
struct Shape {
  explicit Shape(const at::Tensor& x)
      : images(x.size(0)),
        channels(x.size(1)),
        pixels(x.size(2) * x.size(3)),
        pieces((pixels + kPiece - 1) / kPiece) {}

  // Calls work(image, first element, pixels, piece's number) for every piece, on all threads.
  template <typename Work>
  void each(Work&& work) const {
    at::parallel_for(0, images * pieces, 1, [&](int64_t begin, int64_t end) {
      for (int64_t piece = begin; piece < end; ++piece) {
        const int64_t image = piece / pieces;
        const int64_t first = piece % pieces * kPiece;
        work(image, (image * pixels + first) * channels, std::min(kPiece, pixels - first), piece);
      }
    });
  }

  int64_t images, channels, pixels, pieces;
};

// Two sums of every channel for every piece.
class Sums {
 public:
  explicit Sums(const Shape& shape)
      : shape_(shape),
        values_(static_cast<size_t>(shape.images * shape.pieces * 2 * shape.channels)) {}

  Channels of_piece(int64_t piece) {
    float* first = &values_[static_cast<size_t>(piece * 2 * shape_.channels)];
    return {first, first + shape_.channels};
  }

  // Adds up the pieces of an image: [2, channels].
  std::vector<double> of_image(int64_t image) const {
    const auto both = static_cast<size_t>(2 * shape_.channels);
    std::vector<double> sums(both);
    const float* value = &values_[static_cast<size_t>(image * shape_.pieces) * both];
    for (int64_t piece = 0; piece < shape_.pieces; ++piece) {
      for (double& sum : sums) sum += *value++;
    }
    return sums;
  }

 private:
  const Shape& shape_;
  std::vector<float> values_;
};

// What turns x into the normed value, channel by channel: x * factor + shift. [N, C] each.
struct Affine {
  at::Tensor factor, shift;
};

Affine affine_of(const GroupNormParts& parts, const GroupStatistics& statistics, int64_t channels) {
  const int64_t each = channels / parts.groups;
  const at::Tensor scale = statistics.scale.repeat_interleave(each, 1);  // [N, C]
  const at::Tensor mean = statistics.mean.repeat_interleave(each, 1);
  const at::Tensor factor = (scale * parts.weight).contiguous();
  return {factor, (parts.bias - mean * factor).contiguous()};
}

// The same by LibTorch's operations alone.
at::Tensor plain_norm(const at::Tensor& x, const GroupNormParts& parts,
                      GroupStatistics& statistics) {
  const at::Tensor wide = x.to(at::kFloat).contiguous();
  const auto [normed, mean, scale] =
      at::native_group_norm(wide, parts.weight, parts.bias, x.size(0), x.size(1),
                            x.size(2) * x.size(3), parts.groups, parts.epsilon);
  statistics = {mean, scale};
  return normed;
}

at::Tensor plain_backward(const at::Tensor& gradient, const at::Tensor& x,
                          const GroupNormParts& parts) {
  GroupStatistics statistics;
  const at::Tensor normed = plain_norm(x, parts, statistics);
  at::Tensor slope = gradient.to(at::kFloat).contiguous();
  if (parts.silu) slope = at::silu_backward(slope, normed);
  const at::Tensor out = std::get<0>(at::native_group_norm_backward(
      slope, x.to(at::kFloat).contiguous(), statistics.mean, statistics.scale, parts.weight,
      x.size(0), x.size(1), x.size(2) * x.size(3), parts.groups, {true, false, false}));
  return at::empty_like(x).copy_(out);
}

}  // namespace

at::Tensor group_norm(const at::Tensor& x, const GroupNormParts& parts,
                      GroupStatistics& statistics) {
  if (!is_on(Switch::norms)) {
    const at::Tensor normed = plain_norm(x, parts, statistics);
    return at::empty_like(x).copy_(parts.silu ? at::silu(normed) : normed);
  }
  const Shape shape(x);
  const int64_t channels = shape.channels;
  const int64_t each = channels / parts.groups;
  at::Tensor out = at::empty_like(x);
  const at::TensorOptions floats = x.options().dtype(at::kFloat);
  statistics.mean = at::empty({shape.images, parts.groups}, floats);
  statistics.scale = at::empty({shape.images, parts.groups}, floats);
  with_type(x, [&](auto type) {
    using T = decltype(type);
    Sums pieces(shape);
    shape.each([&](int64_t, int64_t first, int64_t pixels, int64_t piece) {
      run_sums(data<T>(x) + first, pixels, channels, pieces.of_piece(piece));
    });
    const double count = static_cast<double>(each * shape.pixels);
    for (int64_t image = 0; image < shape.images; ++image) {
      const std::vector<double> sums = pieces.of_image(image);
      for (int64_t group = 0; group < parts.groups; ++group) {
        double sum = 0;
        double squares = 0;
        for (int64_t c = group * each; c < (group + 1) * each; ++c) {
          sum += sums[static_cast<size_t>(c)];
          squares += sums[static_cast<size_t>(channels + c)];
        }
        const double mean = sum / count;
        const double variance = std::max(0.0, squares / count - mean * mean);
        const int64_t place = image * parts.groups + group;
        data<float>(statistics.mean)[place] = static_cast<float>(mean);
        data<float>(statistics.scale)[place] =
            static_cast<float>(1.0 / std::sqrt(variance + parts.epsilon));
      }
    }
    const Affine affine = affine_of(parts, statistics, channels);
    shape.each([&](int64_t image, int64_t first, int64_t pixels, int64_t) {
      run_apply(parts.silu, data<T>(x) + first, data<T>(out) + first, pixels, channels,
                data<float>(affine.factor) + image * channels,
                data<float>(affine.shift) + image * channels);
    });
  });
  return out;
}

// With y = (x - mean) * scale for a group of n values, u = weight * y + bias and du = dL/du:
// dx = scale * (weight du - mean(weight du) - y mean(weight du y)).
at::Tensor group_norm_backward(const at::Tensor& gradient, const at::Tensor& x,
                               const GroupNormParts& parts, const GroupStatistics& statistics) {
  if (!is_on(Switch::norms)) return plain_backward(gradient, x, parts);
  const Shape shape(x);
  const int64_t channels = shape.channels;
  const int64_t each = channels / parts.groups;
  at::Tensor out = at::empty_like(x);
  with_type(x, [&](auto type) {
    using T = decltype(type);
    const Affine affine = affine_of(parts, statistics, channels);
    Sums pieces(shape);
    shape.each([&](int64_t image, int64_t first, int64_t pixels, int64_t piece) {
      run_pull_back(parts.silu, data<T>(x) + first, data<T>(gradient) + first, data<T>(out) + first,
                    pixels, channels, data<float>(affine.factor) + image * channels,
                    data<float>(affine.shift) + image * channels, pieces.of_piece(piece));
    });
    std::vector<float> of_x(static_cast<size_t>(shape.images * channels));
    std::vector<float> rest(of_x.size());
    const double count = static_cast<double>(each * shape.pixels);
    for (int64_t image = 0; image < shape.images; ++image) {
      const std::vector<double> sums = pieces.of_image(image);
      for (int64_t group = 0; group < parts.groups; ++group) {
        const int64_t place = image * parts.groups + group;
        const double mean = data<float>(statistics.mean)[place];
        const double scale = data<float>(statistics.scale)[place];
        double all = 0;
        double along = 0;
        for (int64_t c = group * each; c < (group + 1) * each; ++c) {
          const double weight = data<float>(parts.weight)[c];
          const double sum = sums[static_cast<size_t>(c)];
          all += weight * sum;
          along += weight * scale * (sums[static_cast<size_t>(channels + c)] - mean * sum);
        }
        for (int64_t c = group * each; c < (group + 1) * each; ++c) {
          const auto to = static_cast<size_t>(image * channels + c);
          of_x[to] = static_cast<float>(-scale * scale * along / count);
          rest[to] = static_cast<float>(scale * (mean * scale * along - all) / count);
        }
      }
    }
    shape.each([&](int64_t image, int64_t first, int64_t pixels, int64_t) {
      const auto of_image = static_cast<size_t>(image * channels);
      run_combine(data<T>(x) + first, data<T>(out) + first, pixels, channels,
                  data<float>(affine.factor) + image * channels, &of_x[of_image], &rest[of_image]);
    });
  });
  return out;
}

}  // namespace clipdraw::kernels
