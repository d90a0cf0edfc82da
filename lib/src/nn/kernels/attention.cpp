// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "nn/kernels/attention.hpp"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <tuple>
#include <vector>

#include "nn/kernels/data.hpp"
#include "nn/kernels/simd.hpp"

namespace clipdraw::kernels {
namespace {

constexpr int64_t kLanes = 16;
typedef float Lanes __attribute__((vector_size(kLanes * sizeof(float)), aligned(4)));

int64_t padded(int64_t count) { return (count + kLanes - 1) / kLanes * kLanes; }

// A matrix whose elements lie row * rows + column * columns from its first one.
struct Matrix {
  const float* first;
  int64_t rows, columns;
};

// kRows rows and kVectors * 16 columns of a * b.
template <int kRows, int kVectors>
CLIPDRAW_INLINE void multiply_tile(Matrix a, const float* b, int64_t b_row, float* out,
                                   int64_t out_row, int64_t depth) {
  Lanes sums[kRows][kVectors] = {};
  for (int64_t k = 0; k < depth; ++k) {
    Lanes line[kVectors];
#pragma GCC unroll 4
    for (int j = 0; j < kVectors; ++j) {
      line[j] = *reinterpret_cast<const Lanes*>(b + k * b_row + j * kLanes);
    }
#pragma GCC unroll 8
    for (int i = 0; i < kRows; ++i) {
      const float factor = a.first[i * a.rows + k * a.columns];
#pragma GCC unroll 4
      for (int j = 0; j < kVectors; ++j) sums[i][j] += factor * line[j];
    }
  }
#pragma GCC unroll 8
  for (int i = 0; i < kRows; ++i) {
#pragma GCC unroll 4
    for (int j = 0; j < kVectors; ++j) {
      *reinterpret_cast<Lanes*>(out + i * out_row + j * kLanes) = sums[i][j];
    }
  }
}

template <int kVectors>
CLIPDRAW_INLINE void multiply_columns(Matrix a, const float* b, int64_t b_row, float* out,
                                      int64_t out_row, int64_t rows, int64_t depth) {
  int64_t i = 0;
  for (; i + 5 < rows; i += 6) {
    multiply_tile<6, kVectors>({a.first + i * a.rows, a.rows, a.columns}, b, b_row,
                               out + i * out_row, out_row, depth);
  }
  for (; i < rows; ++i) {
    multiply_tile<1, kVectors>({a.first + i * a.rows, a.rows, a.columns}, b, b_row,
                               out + i * out_row, out_row, depth);
  }
}

// out = a b. a: rows x depth; b: depth x columns, columns a multiple of 16.
CLIPDRAW_INLINE void multiply(Matrix a, const float* b, int64_t b_row, float* out, int64_t out_row,
                              int64_t rows, int64_t depth, int64_t columns) {
  int64_t j = 0;
  for (; j + 4 * kLanes <= columns; j += 4 * kLanes) {
    multiply_columns<4>(a, b + j, b_row, out + j, out_row, rows, depth);
  }
  for (; j < columns; j += kLanes) {
    multiply_columns<1>(a, b + j, b_row, out + j, out_row, rows, depth);
  }
}

// A head's part of [N, L, width].
template <typename T>
struct Head {
  T* first;
  int64_t stride;  // from a token to the next
};

template <typename T>
CLIPDRAW_INLINE void read(Head<const T> head, int64_t tokens, int64_t width, float* out,
                          int64_t row) {
  for (int64_t t = 0; t < tokens; ++t) {
    for (int64_t i = 0; i < width; ++i) out[t * row + i] = load(head.first[t * head.stride + i]);
  }
}

template <typename T>
CLIPDRAW_INLINE void read_transposed(Head<const T> head, int64_t tokens, int64_t width, float* out,
                                     int64_t row) {
  for (int64_t t = 0; t < tokens; ++t) {
    for (int64_t i = 0; i < width; ++i) out[i * row + t] = load(head.first[t * head.stride + i]);
  }
}

template <typename T>
CLIPDRAW_INLINE void write(const float* values, int64_t row, int64_t tokens, int64_t width,
                           Head<T> head) {
  for (int64_t t = 0; t < tokens; ++t) {
    for (int64_t i = 0; i < width; ++i)
      store(head.first + t * head.stride + i, values[t * row + i]);
  }
}

CLIPDRAW_INLINE void softmax(float* row, int64_t count) {
  const float most = largest_of(row, count);
  for (int64_t i = 0; i < count; ++i) row[i] = exponential(row[i] - most);
  const float share = 1.0f / sum_of(count, [&](int64_t i) { return row[i]; });
  for (int64_t i = 0; i < count; ++i) row[i] *= share;
}

// The sizes of one head's work, and room for it.
struct Work {
  Work(int64_t asking, int64_t asked, int64_t head_width)
      : queries(asking),
        tokens(asked),
        width(head_width),
        token_row(padded(tokens)),
        width_row(padded(width)),
        room(static_cast<size_t>(2 * queries * width_row + 2 * tokens * width_row +
                                 width * token_row + 2 * queries * token_row)) {}

  int64_t queries, tokens, width, token_row, width_row;
  std::vector<float> room;  // zeros, and the padding stays so
};

template <typename T>
CLIPDRAW_INLINE void forward(Head<const T> q, Head<const T> k, Head<const T> v, Head<T> mixed,
                             T* probabilities, Work& work) {
  const auto [queries, tokens, width, token_row, width_row, room] =
      std::tie(work.queries, work.tokens, work.width, work.token_row, work.width_row, work.room);
  float* asked = room.data();                   // [queries, width_row]
  float* keys = asked + queries * width_row;    // [width, token_row]
  float* values = keys + width * token_row;     // [tokens, width_row]
  float* scores = values + tokens * width_row;  // [queries, token_row]
  float* sums = scores + queries * token_row;   // [queries, width_row]
  read(q, queries, width, asked, width_row);
  read_transposed(k, tokens, width, keys, token_row);
  read(v, tokens, width, values, width_row);
  multiply({asked, width_row, 1}, keys, token_row, scores, token_row, queries, width, token_row);
  for (int64_t t = 0; t < queries; ++t) {
    softmax(scores + t * token_row, tokens);
    for (int64_t i = 0; i < tokens; ++i) {
      store(probabilities + t * tokens + i, scores[t * token_row + i]);
    }
  }
  multiply({scores, token_row, 1}, values, width_row, sums, width_row, queries, tokens, width_row);
  write(sums, width_row, queries, width, mixed);
}

template <typename T>
struct Heads {
  Head<const T> q, k, v, gradient;
  Head<T> dq, dk, dv;
};

template <typename T>
CLIPDRAW_INLINE void backward(const Heads<T>& heads, const T* probabilities, Work& work) {
  const auto [queries, tokens, width, token_row, width_row, room] =
      std::tie(work.queries, work.tokens, work.width, work.token_row, work.width_row, work.room);
  float* small = room.data();                      // [queries, width_row]
  float* gradient = small + queries * width_row;   // [queries, width_row]
  float* across = gradient + queries * width_row;  // [width, token_row]
  float* lines = across + width * token_row;       // [tokens, width_row]
  float* out = lines + tokens * width_row;         // [tokens, width_row]
  float* shares = out + tokens * width_row;        // [queries, token_row]
  float* slopes = shares + queries * token_row;    // [queries, token_row]
  for (int64_t t = 0; t < queries; ++t) {
    for (int64_t i = 0; i < tokens; ++i) {
      shares[t * token_row + i] = load(probabilities[t * tokens + i]);
    }
  }
  read(heads.gradient, queries, width, gradient, width_row);
  // dv = p^T g
  multiply({shares, 1, token_row}, gradient, width_row, out, width_row, tokens, queries, width_row);
  write(out, width_row, tokens, width, heads.dv);
  // ds = p (g v^T - sum(p g v^T))
  read_transposed(heads.v, tokens, width, across, token_row);
  multiply({gradient, width_row, 1}, across, token_row, slopes, token_row, queries, width,
           token_row);
  for (int64_t t = 0; t < queries; ++t) {
    float* slope = slopes + t * token_row;
    const float* share = shares + t * token_row;
    const float mean = sum_of(tokens, [&](int64_t i) { return share[i] * slope[i]; });
    for (int64_t i = 0; i < tokens; ++i) slope[i] = share[i] * (slope[i] - mean);
  }
  // dq = ds k, dk = ds^T q
  read(heads.k, tokens, width, lines, width_row);
  multiply({slopes, token_row, 1}, lines, width_row, small, width_row, queries, tokens, width_row);
  write(small, width_row, queries, width, heads.dq);
  read(heads.q, queries, width, small, width_row);
  multiply({slopes, 1, token_row}, small, width_row, out, width_row, tokens, queries, width_row);
  write(out, width_row, tokens, width, heads.dk);
}

#define CLIPDRAW_FOR(T)                                                                            \
  CLIPDRAW_SIMD void run_forward(Head<const T> q, Head<const T> k, Head<const T> v, Head<T> mixed, \
                                 T* probabilities, Work& work) {                                   \
    forward(q, k, v, mixed, probabilities, work);                                                  \
  }                                                                                                \
  CLIPDRAW_SIMD void run_backward(const Heads<T>& heads, const T* probabilities, Work& work) {     \
    backward(heads, probabilities, work);                                                          \
  }
CLIPDRAW_FOR(float)
CLIPDRAW_FOR(Bf16)
#undef CLIPDRAW_FOR

// Heads of [N, L, width] by number: n * heads + head.
template <typename T>
class AllHeads {
 public:
  AllHeads(const at::Tensor& tensor, int64_t heads)
      : first_(data<T>(tensor)),
        stride_(tensor.stride(1)),
        image_(tensor.stride(0)),
        heads_(heads),
        width_(tensor.size(2) / heads) {}

  Head<T> operator[](int64_t index) const {
    return {first_ + index / heads_ * image_ + index % heads_ * width_, stride_};
  }
  Head<const T> constant(int64_t index) const {
    const Head<T> head = (*this)[index];
    return {head.first, head.stride};
  }

 private:
  T* first_;
  int64_t stride_, image_, heads_, width_;
};

}  // namespace

Attended attend(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, int64_t heads) {
  const int64_t images = q.size(0);
  const int64_t queries = q.size(1);
  const int64_t tokens = k.size(1);
  const int64_t width = q.size(2);
  Attended attended{at::empty({images, queries, width}, q.options()),
                    at::empty({images, heads, queries, tokens}, q.options())};
  with_type(q, [&](auto type) {
    using T = decltype(type);
    const AllHeads<T> all_q(q, heads), all_k(k, heads), all_v(v, heads);
    const AllHeads<T> all_mixed(attended.mixed, heads);
    T* probabilities = data<T>(attended.probabilities);
    at::parallel_for(0, images * heads, 1, [&](int64_t begin, int64_t end) {
      Work work(queries, tokens, width / heads);
      for (int64_t index = begin; index < end; ++index) {
        run_forward(all_q.constant(index), all_k.constant(index), all_v.constant(index),
                    all_mixed[index], probabilities + index * queries * tokens, work);
      }
    });
  });
  return attended;
}

void attend_backward(const at::Tensor& gradient, const at::Tensor& probabilities,
                     const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, at::Tensor& dq,
                     at::Tensor& dk, at::Tensor& dv) {
  const int64_t heads = probabilities.size(1);
  const int64_t queries = q.size(1);
  const int64_t tokens = k.size(1);
  with_type(q, [&](auto type) {
    using T = decltype(type);
    const AllHeads<T> all_q(q, heads), all_k(k, heads), all_v(v, heads);
    const AllHeads<T> all_dq(dq, heads), all_dk(dk, heads), all_dv(dv, heads);
    const AllHeads<T> all_gradient(gradient, heads);
    const T* shares = data<T>(probabilities);
    at::parallel_for(0, q.size(0) * heads, 1, [&](int64_t begin, int64_t end) {
      Work work(queries, tokens, q.size(2) / heads);
      for (int64_t index = begin; index < end; ++index) {
        run_backward({all_q.constant(index), all_k.constant(index), all_v.constant(index),
                      all_gradient.constant(index), all_dq[index], all_dk[index], all_dv[index]},
                     shares + index * queries * tokens, work);
      }
    });
  });
}

}  // namespace clipdraw::kernels
