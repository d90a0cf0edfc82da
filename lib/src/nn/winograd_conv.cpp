// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#if CLIPDRAW_HAS_ONEDNN

#include "nn/winograd_conv.hpp"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>

#include "nn/kernels/winograd.hpp"
#include "nn/onednn.hpp"

namespace clipdraw {
namespace {

using kernels::kWinogradLanes;
using kernels::kWinogradPoints;
using onednn::Memory;

constexpr int64_t kTilesAtOnce = 64;
constexpr int64_t kUsualThreads = 2;  // that memory is planned for
constexpr int64_t kMostWeights = int64_t{1} << 20;

// Values from one point's matrix to the next: more than it holds, so that they do not all fall on
// the same places of a cache.
int64_t apart(int64_t tiles, int64_t channels) { return tiles * channels + kWinogradLanes; }

int64_t values_of(int64_t tiles, int64_t in, int64_t out) {
  return kWinogradPoints * (apart(tiles, in) + apart(tiles, out));
}

}  // namespace

// The products at all points of some tiles.
class WinogradConv::Products {
 public:
  explicit Products(const at::Tensor& kernel)
      : in_(kernel.size(1)),
        out_(kernel.size(0)),
        kernel_(kernels::winograd_kernel(kernel), describe(kTilesAtOnce).weights_desc()) {}

  int64_t in() const { return in_; }
  int64_t out() const { return out_; }

  void multiply(int64_t tiles, float* x, float* y) const {
    const std::shared_ptr<const Product> product = product_for(tiles);
    onednn::run(product->run, product->what.scratchpad_desc(),
                {{DNNL_ARG_SRC, Memory(product->what.src_desc(), onednn::engine(), x)},
                 {DNNL_ARG_WEIGHTS, product->kernel},
                 {DNNL_ARG_DST, Memory(product->what.dst_desc(), onednn::engine(), y)}});
  }

 private:
  using Description = dnnl::matmul::primitive_desc;
  struct Product {
    Description what;
    dnnl::matmul run;
    Memory kernel;
  };

  // One that is made for a single thread is another one.
  std::shared_ptr<const Product> product_for(int64_t tiles) const {
    const std::lock_guard<std::mutex> lock(mutex_);
    std::shared_ptr<const Product>& product = products_[{tiles, at::in_parallel_region()}];
    if (!product) {
      const Description what = describe(tiles);
      product = std::make_shared<const Product>(
          Product{what, dnnl::matmul(what), kernel_.as(what.weights_desc())});
    }
    return product;
  }

  Description describe(int64_t tiles) const {
    constexpr auto kFloat = Memory::data_type::f32;
    const auto rows = [&](int64_t channels) {
      return Memory::desc({kWinogradPoints, tiles, channels}, kFloat,
                          Memory::dims{apart(tiles, channels), channels, 1});
    };
    const Memory::desc kernel({kWinogradPoints, in_, out_}, kFloat, Memory::format_tag::any);
    const dnnl::primitive_attr attributes = onednn::with_own_room();
#if DNNL_VERSION_MAJOR >= 3
    return {onednn::engine(), rows(in_), kernel, rows(out_), attributes};
#else
    return {{rows(in_), kernel, rows(out_)}, attributes, onednn::engine()};
#endif
  }

  int64_t in_, out_;
  onednn::Frozen kernel_;
  mutable std::mutex mutex_;
  mutable std::map<std::pair<int64_t, bool>, std::shared_ptr<const Product>> products_;
};

bool WinogradConv::suits(at::IntArrayRef kernel_sizes) {
  const auto wide = [](int64_t channels) {
    return channels >= 2 * kWinogradLanes && channels % kWinogradLanes == 0;
  };
  const int64_t side = kernel_sizes[2];
  return (side == 2 || side == 3) && wide(kernel_sizes[0]) && wide(kernel_sizes[1]) &&
         kernel_sizes[0] * kernel_sizes[1] * side * side <= kMostWeights;
}

int64_t WinogradConv::laid_out_values(at::IntArrayRef kernel_sizes) {
  return kWinogradPoints * kernel_sizes[0] * kernel_sizes[1];
}

int64_t WinogradConv::workspace_values(at::IntArrayRef kernel_sizes) {
  return kUsualThreads * values_of(kTilesAtOnce, kernel_sizes[1], kernel_sizes[0]);
}

WinogradConv::WinogradConv(const at::Tensor& kernel, at::Tensor bias, int64_t padding_before,
                           int64_t padding_after)
    : out_(kernel.size(0)),
      side_(kernel.size(2)),
      before_(padding_before),
      after_(padding_after),
      bias_(std::move(bias)),
      products_(std::make_unique<const Products>(kernel)) {}

WinogradConv::~WinogradConv() = default;

at::Tensor WinogradConv::operator()(const at::Tensor& given, bool rectified) const {
  const at::Tensor x = given.contiguous(at::MemoryFormat::ChannelsLast);
  const kernels::WinogradTiles tiles(x.sizes(), side_, before_, after_);
  const at::Tensor y = at::empty({tiles.images, out_, tiles.out_height, tiles.out_width},
                                 x.options(), at::MemoryFormat::ChannelsLast);
  const int64_t threads = at::get_num_threads();
  const int64_t each = std::min(kTilesAtOnce, (tiles.count() + threads - 1) / threads);
  const int64_t room = values_of(each, products_->in(), out_);
  const at::Tensor rooms = at::empty({threads, room}, x.options());
  const float* const bias = bias_.defined() ? bias_.data_ptr<float>() : nullptr;
  at::parallel_for(0, (tiles.count() + each - 1) / each, 1, [&](int64_t begin, int64_t end) {
    float* const in = rooms.data_ptr<float>() + at::get_thread_num() * room;
    for (int64_t block = begin; block < end; ++block) {
      const int64_t first = block * each;
      const int64_t count = std::min(each, tiles.count() - first);
      float* const out = in + kWinogradPoints * apart(count, products_->in());
      kernels::winograd_in(x, tiles, first, count, in, apart(count, products_->in()));
      products_->multiply(count, in, out);
      kernels::winograd_out(out, apart(count, out_), tiles, first, count, bias, rectified, y);
    }
  });
  return y;
}

}  // namespace clipdraw

#endif
