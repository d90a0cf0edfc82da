// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "cutouts/sampler.hpp"

#include <array>
#include <cmath>
#include <cstring>

#include "base/error.hpp"
#include "base/simd.hpp"

namespace clipdraw {
namespace {

// Mirrors an index at the picture's edges, as often as it takes.
int64_t reflect(int64_t index, int64_t length) {
  if (index >= 0 && index < length) return index;
  const int64_t period = 2 * length;
  int64_t folded = index % period;
  if (folded < 0) folded += period;
  return folded < length ? folded : period - 1 - folded;
}

// std::floor is a call on processors without SSE 4.1, which is what a portable build is for.
int64_t floor_of(double value) {
  const auto whole = static_cast<int64_t>(value);
  return whole - (static_cast<double>(whole) > value ? 1 : 0);
}

// One pixel in registers of 16 bytes (GCC's and Clang's vectors): one for float, two for double.
template <typename Scalar>
struct Pixel {
  typedef Scalar Register __attribute__((vector_size(16)));
  static constexpr size_t kLanes = 16 / sizeof(Scalar);
  static constexpr size_t kRegisters = 4 / kLanes;

  static Pixel load(const Scalar* from) {
    Pixel pixel;
    std::memcpy(pixel.parts, from, sizeof pixel.parts);
    return pixel;
  }
  void store(Scalar* to) const { std::memcpy(to, parts, sizeof parts); }
  Scalar operator[](size_t channel) const { return parts[channel / kLanes][channel % kLanes]; }

  // Adds weight * other.
  void add(Scalar weight, const Pixel& other) {
    for (size_t i = 0; i < kRegisters; ++i) parts[i] += weight * other.parts[i];
  }
  Pixel times(Scalar weight) const {
    Pixel product;
    for (size_t i = 0; i < kRegisters; ++i) product.parts[i] = weight * parts[i];
    return product;
  }

  Register parts[kRegisters] = {};
};

// Where the pixels of a view's row lie in the picture. across, down: [size].
CLIPDRAW_SIMD void find_centers(const View& view, int64_t row, int64_t size, double* across,
                                double* down) {
  const auto m = view.to_picture;
  const double y = static_cast<double>(row) + 0.5;
  for (int32_t column = 0; column < static_cast<int32_t>(size); ++column) {
    const double x = static_cast<double>(column) + 0.5;
    const double scale = 1.0 / (m[6] * x + m[7] * y + m[8]);
    across[column] = (m[0] * x + m[1] * y + m[2]) * scale;
    down[column] = (m[3] * x + m[4] * y + m[5]) * scale;
  }
}

// The loops of Sampler::set_line. first: [size]; weights: [taps, size].
template <typename Scalar>
CLIPDRAW_INLINE void find_taps_of(const double* center, int64_t size, double radius,
                                  double inverse_radius, int64_t length, int64_t taps,
                                  int32_t* first, Scalar* weights) {
  constexpr int64_t kBlock = 64;
  const auto most = static_cast<int32_t>(length - taps);
  for (int64_t begin = 0; begin < size; begin += kBlock) {
    const int64_t count = size - begin < kBlock ? size - begin : kBlock;
    double all[kBlock] = {};
    int32_t low[kBlock] = {};
    for (int64_t i = 0; i < count; ++i) {
      const double value = center[begin + i] - 0.5 - radius;
      const auto whole = static_cast<int32_t>(value);
      low[i] = whole + (static_cast<double>(whole) > value ? 0 : 1);
      first[begin + i] = low[i] < 0 || low[i] > most ? -1 : low[i];
    }
    for (int64_t k = 0; k < taps; ++k) {
      Scalar* weight = weights + k * size + begin;
      for (int64_t i = 0; i < count; ++i) {
        const double away =
            static_cast<double>(low[i] + static_cast<int32_t>(k)) - (center[begin + i] - 0.5);
        const double height = 1.0 - std::abs(away) * inverse_radius;
        const double positive = height > 0 ? height : 0;
        all[i] += positive;
        weight[i] = static_cast<Scalar>(positive);
      }
    }
    Scalar norm[kBlock];
    for (int64_t i = 0; i < count; ++i) norm[i] = static_cast<Scalar>(1.0 / all[i]);
    for (int64_t k = 0; k < taps; ++k) {
      Scalar* weight = weights + k * size + begin;
      for (int64_t i = 0; i < count; ++i) weight[i] *= norm[i];
    }
  }
}

CLIPDRAW_SIMD void find_taps(const double* center, int64_t size, double radius,
                             double inverse_radius, int64_t length, int64_t taps, int32_t* first,
                             float* weights) {
  find_taps_of(center, size, radius, inverse_radius, length, taps, first, weights);
}
CLIPDRAW_SIMD void find_taps(const double* center, int64_t size, double radius,
                             double inverse_radius, int64_t length, int64_t taps, int32_t* first,
                             double* weights) {
  find_taps_of(center, size, radius, inverse_radius, length, taps, first, weights);
}

}  // namespace

void check_view(const View& view, int size) {
  const auto& m = view.to_picture;
  // Far coordinates would overflow the integers that index pixels.
  constexpr double kFarthest = 1e6;
  bool good = view.radius_x >= 1 && view.radius_x < kFarthest && view.radius_y >= 1 &&
              view.radius_y < kFarthest;
  for (const int x : {0, size}) {
    for (const int y : {0, size}) {
      const double w = m[6] * x + m[7] * y + m[8];
      const double px = (m[0] * x + m[1] * y + m[2]) / w;
      const double py = (m[3] * x + m[4] * y + m[5]) / w;
      good = good && w > 0 && std::abs(px) < kFarthest && std::abs(py) < kFarthest;
    }
  }
  if (!good) {
    fail(Status::internal, "a view's map is out of range");
  }
}

template <typename Scalar>
void add_noise_row(const View& view, const float* table, size_t table_size, int64_t row,
                   int64_t size, Scalar* planes) {
  for (int64_t plane = 0; plane < 3; ++plane) {
    Scalar* values = planes + (plane * size + row) * size;
    size_t next =
        (view.noise_offset + static_cast<size_t>((plane * size + row) * size)) % table_size;
    for (int64_t column = 0; column < size; ++column) {
      values[column] += static_cast<Scalar>(view.noise * table[next]);
      if (++next == table_size) next = 0;
    }
  }
}

template <typename Scalar>
void Sampler<Scalar>::set_axis(Taps& taps, int64_t length, int64_t stride, double radius,
                               Border border) {
  taps.length = length;
  taps.stride = stride;
  taps.radius = radius;
  taps.inverse_radius = 1.0 / radius;
  taps.mirrored = border == Border::reflect;
  const auto most = static_cast<size_t>(2.0 * radius) + 2;
  taps.offset.resize(most);
  taps.weight.resize(most);
}

template <typename Scalar>
void Sampler<Scalar>::set_view(const View& view) {
  set_axis(column_, width_, 4, view.radius_x, view.border);
  set_axis(row_, height_, 4 * width_, view.radius_y, view.border);
}

template <typename Scalar>
bool Sampler<Scalar>::set_taps(double center, Taps& taps) {
  // center counts from the picture's edge; pixel k is centred at k + 0.5
  const double position = center - 0.5;
  const int64_t first = floor_of(position - taps.radius) + 1;
  const int64_t last = -floor_of(-position - taps.radius) - 1;
  int64_t* offset = taps.offset.data();
  Scalar* weights = taps.weight.data();
  double all = 0;
  if (first >= 0 && last < taps.length) {
    taps.count = last - first + 1;
    for (int64_t k = 0; k < taps.count; ++k) {
      const double weight =
          1.0 - std::abs(static_cast<double>(first + k) - position) * taps.inverse_radius;
      all += weight;
      offset[k] = (first + k) * taps.stride;
      weights[k] = static_cast<Scalar>(weight);
    }
    taps.inside = 1;
  } else {
    int64_t count = 0;
    double inside = 0;
    for (int64_t k = first; k <= last; ++k) {
      const double weight = 1.0 - std::abs(static_cast<double>(k) - position) * taps.inverse_radius;
      all += weight;
      const bool outside = k < 0 || k >= taps.length;
      if (outside && !taps.mirrored) continue;
      inside += weight;
      offset[count] = (outside ? reflect(k, taps.length) : k) * taps.stride;
      weights[count] = static_cast<Scalar>(weight);
      ++count;
    }
    if (inside <= 0) return false;
    taps.count = count;
    taps.inside = taps.mirrored ? Scalar(1) : static_cast<Scalar>(inside / all);
  }
  const auto norm = static_cast<Scalar>(1.0 / all);
  for (int64_t k = 0; k < taps.count; ++k) weights[k] *= norm;
  return true;
}

template <typename Scalar>
void Sampler<Scalar>::set_row(const View& view, int64_t row, int64_t size) {
  set_view(view);
  columns_.center.resize(static_cast<size_t>(size));
  rows_.center.resize(static_cast<size_t>(size));
  find_centers(view, row, size, columns_.center.data(), rows_.center.data());
  set_line(column_, columns_);
  set_line(row_, rows_);
}

template <typename Scalar>
void Sampler<Scalar>::set_line(const Taps& axis, Line& line) {
  const size_t size = line.center.size();
  line.taps =
      static_cast<int64_t>(std::ceil(2 * axis.radius));  // whole numbers in an open interval
  line.first.resize(size);
  line.weight.resize(size * static_cast<size_t>(line.taps));
  find_taps(line.center.data(), static_cast<int64_t>(size), axis.radius, axis.inverse_radius,
            axis.length, line.taps, line.first.data(), line.weight.data());
}

template <typename Scalar>
bool Sampler<Scalar>::locate(const View& view, double x, double y) {
  const auto& m = view.to_picture;
  const double scale = 1.0 / (m[6] * x + m[7] * y + m[8]);
  const double px = (m[0] * x + m[1] * y + m[2]) * scale;
  const double py = (m[3] * x + m[4] * y + m[5]) * scale;
  return set_taps(px, column_) && set_taps(py, row_);
}

template <typename Scalar>
void Sampler<Scalar>::gather_row(const View& view, const Scalar* pixels, int64_t row, int64_t size,
                                 Scalar* planes) {
  set_row(view, row, size);
  const int64_t plane = size * size;
  Scalar* out = planes + row * size;
  for (int64_t column = 0; column < size; ++column) {
    const auto place = static_cast<size_t>(column);
    Pixel<Scalar> sum;
    Scalar inside = 0;
    if (columns_.first[place] >= 0 && rows_.first[place] >= 0) {
      inside = 1;
      const Scalar* line = pixels + 4 * (rows_.first[place] * width_ + columns_.first[place]);
      const Scalar* down = &rows_.weight[place];
      for (int64_t j = 0; j < rows_.taps; ++j, line += 4 * width_, down += size) {
        Pixel<Scalar> part;
        const Scalar* across = &columns_.weight[place];
        for (int64_t i = 0; i < columns_.taps; ++i, across += size) {
          part.add(*across, Pixel<Scalar>::load(line + 4 * i));
        }
        sum.add(*down, part);
      }
    } else if (locate(view, static_cast<double>(column) + 0.5, static_cast<double>(row) + 0.5)) {
      inside = column_.inside * row_.inside;
      const int64_t* across = column_.offset.data();
      const Scalar* across_weight = column_.weight.data();
      for (int64_t j = 0; j < row_.count; ++j) {
        const Scalar* line = pixels + row_.offset[static_cast<size_t>(j)];
        Pixel<Scalar> part;
        for (int64_t i = 0; i < column_.count; ++i) {
          part.add(across_weight[i], Pixel<Scalar>::load(line + across[i]));
        }
        sum.add(row_.weight[static_cast<size_t>(j)], part);
      }
    }
    std::array<Scalar, 3> color{};
    for (size_t c = 0; c < 3; ++c) {
      color[c] = sum[c] + (1 - inside) * static_cast<Scalar>(view.border_color[c]);
    }
    for (size_t c = 0; c < 3; ++c) {
      out[static_cast<int64_t>(c) * plane + column] =
          static_cast<Scalar>(view.color_matrix[3 * c]) * color[0] +
          static_cast<Scalar>(view.color_matrix[3 * c + 1]) * color[1] +
          static_cast<Scalar>(view.color_matrix[3 * c + 2]) * color[2] +
          static_cast<Scalar>(view.color_offset[c]);
    }
  }
}

template <typename Scalar>
void Sampler<Scalar>::scatter_row(const View& view, const Scalar* planes, int64_t row, int64_t size,
                                  Scalar* pixels) {
  set_row(view, row, size);
  const int64_t plane = size * size;
  const Scalar* in = planes + row * size;
  // what the gradient to a colour of the view means for the picture's colours
  std::array<Pixel<Scalar>, 3> matrix;
  for (size_t seen = 0; seen < 3; ++seen) {
    std::array<Scalar, 4> entries{};
    for (size_t c = 0; c < 3; ++c)
      entries[c] = static_cast<Scalar>(view.color_matrix[3 * seen + c]);
    matrix[seen] = Pixel<Scalar>::load(entries.data());
  }
  for (int64_t column = 0; column < size; ++column) {
    Pixel<Scalar> gradient = matrix[0].times(in[column]);
    gradient.add(in[plane + column], matrix[1]);
    gradient.add(in[2 * plane + column], matrix[2]);
    const auto place = static_cast<size_t>(column);
    if (columns_.first[place] >= 0 && rows_.first[place] >= 0) {
      Scalar* line = pixels + 4 * (rows_.first[place] * width_ + columns_.first[place]);
      const Scalar* down = &rows_.weight[place];
      for (int64_t j = 0; j < rows_.taps; ++j, line += 4 * width_, down += size) {
        const Pixel<Scalar> part = gradient.times(*down);
        const Scalar* across = &columns_.weight[place];
        for (int64_t i = 0; i < columns_.taps; ++i, across += size) {
          Pixel<Scalar> sum = Pixel<Scalar>::load(line + 4 * i);
          sum.add(*across, part);
          sum.store(line + 4 * i);
        }
      }
      continue;
    }
    if (!locate(view, static_cast<double>(column) + 0.5, static_cast<double>(row) + 0.5)) continue;
    const int64_t* across = column_.offset.data();
    const Scalar* across_weight = column_.weight.data();
    for (int64_t j = 0; j < row_.count; ++j) {
      Scalar* line = pixels + row_.offset[static_cast<size_t>(j)];
      const Pixel<Scalar> part = gradient.times(row_.weight[static_cast<size_t>(j)]);
      for (int64_t i = 0; i < column_.count; ++i) {
        Scalar* pixel = line + across[i];
        Pixel<Scalar> sum = Pixel<Scalar>::load(pixel);
        sum.add(across_weight[i], part);
        sum.store(pixel);
      }
    }
  }
}

template class Sampler<float>;
template class Sampler<double>;
template void add_noise_row(const View&, const float*, size_t, int64_t, int64_t, float*);
template void add_noise_row(const View&, const float*, size_t, int64_t, int64_t, double*);

}  // namespace clipdraw
