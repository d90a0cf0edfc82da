// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/child.hpp"
#include "bench/products.hpp"

#include <algorithm>
#include <dnnl.hpp>

namespace clipdraw_cli {
namespace {

using Type = dnnl::memory::data_type;
using Tag = dnnl::memory::format_tag;
using Memory = dnnl::memory;

constexpr int kTimes = 5;  // the first one makes the kernel, and does not count

dnnl::matmul::primitive_desc describe(const dnnl::engine& engine, const Memory::desc& left,
                                      const Memory::desc& right, const Memory::desc& product) {
#if DNNL_VERSION_MAJOR >= 3
  return {engine, left, right, product};
#else
  return {dnnl::matmul::desc(left, right, product), engine};
#endif
}

// A matrix of small numbers in the layout that the product wants.
Memory make_matrix(const dnnl::engine& engine, dnnl::stream& stream, const Memory::desc& wanted,
                   int side) {
  Memory plain({{side, side}, Type::f32, Tag::ab}, engine);
  auto* values = static_cast<float*>(plain.get_data_handle());
  const auto count = static_cast<std::size_t>(side) * static_cast<std::size_t>(side);
  for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<float>(i % 17) / 17 - 0.5F;
  Memory matrix(wanted, engine);
  dnnl::reorder(plain, matrix).execute(stream, plain, matrix);
  stream.wait();
  return matrix;
}

}  // namespace

std::optional<double> product_speed(int side, Numbers numbers) {
  const Type type = numbers == Numbers::bf16 ? Type::bf16 : Type::f32;
  try {
    const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
    dnnl::stream stream(engine);
    const Memory::desc any({side, side}, type, Tag::any);
    const auto product = describe(engine, any, any, any);
    Memory left = make_matrix(engine, stream, product.src_desc(), side);
    Memory right = make_matrix(engine, stream, product.weights_desc(), side);
    Memory out(product.dst_desc(), engine);
    const dnnl::matmul multiply(product);
    double best = 0;
    for (int time = 0; time < kTimes; ++time) {
      const double began = monotonic_now();
      multiply.execute(stream,
                       {{DNNL_ARG_SRC, left}, {DNNL_ARG_WEIGHTS, right}, {DNNL_ARG_DST, out}});
      stream.wait();
      const double seconds = monotonic_now() - began;
      if (time > 0 && seconds > 0) best = std::max(best, 2e-9 * side * side * side / seconds);
    }
    return best;
  } catch (const dnnl::error&) {
    return std::nullopt;
  }
}

}  // namespace clipdraw_cli
