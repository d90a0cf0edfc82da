// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "nn/frozen_conv.hpp"

#include <ATen/ATen.h>
#include <c10/util/accumulate.h>

#include <utility>

#include "base/switches.hpp"
#include "nn/layers.hpp"

#if CLIPDRAW_HAS_ONEDNN
#include <map>
#include <mutex>
#include <tuple>

#include "nn/onednn.hpp"
#include "nn/winograd_conv.hpp"
#endif

namespace clipdraw {

class FrozenConv::Products {
 public:
  virtual ~Products() = default;
  virtual at::Tensor run(const at::Tensor& x, at::ScalarType type, bool rectified) const = 0;
};

namespace {

// By LibTorch.
class PlainProducts : public FrozenConv::Products {
 public:
  PlainProducts(const at::Tensor& kernel, const at::Tensor& bias, int64_t padding_before,
                int64_t padding_after)
      : kernel_(by_place(kernel)), before_(padding_before), after_(padding_after) {
    if (bias.defined()) bias_ = bias.to(kernel.scalar_type());
  }

  at::Tensor run(const at::Tensor& x, at::ScalarType type, bool rectified) const override {
    const bool even = before_ == after_;
    const at::Tensor padded = even ? x : at::constant_pad_nd(x, {before_, after_, before_, after_});
    at::Tensor y = at::conv2d(padded, kernel_, bias_, 1, even ? before_ : 0).to(type);
    return rectified ? y.relu_() : y;
  }

 private:
  at::Tensor kernel_, bias_;
  int64_t before_, after_;
};

#if CLIPDRAW_HAS_ONEDNN

using onednn::Memory;

// By oneDNN itself. How the kernel is laid out best depends on the picture's size.
class OnednnProducts : public FrozenConv::Products {
 public:
  OnednnProducts(const at::Tensor& kernel, at::Tensor bias, int64_t padding_before,
                 int64_t padding_after)
      : out_(kernel.size(0)),
        in_(kernel.size(1)),
        side_(kernel.size(2)),
        before_(padding_before),
        after_(padding_after),
        type_(kernel.scalar_type()),
        bias_(std::move(bias)),
        kernel_(kernel, describe({1, in_, kUsualSide, kUsualSide}, type_, false).weights_desc()) {}

  at::Tensor run(const at::Tensor& given, at::ScalarType type, bool rectified) const override {
    const at::Tensor x = given.contiguous(at::MemoryFormat::ChannelsLast);
    const std::shared_ptr<const Product> product = product_for(x, type, rectified);
    at::Tensor y =
        at::empty(out_sizes(x.sizes()), x.options().dtype(type), at::MemoryFormat::ChannelsLast);
    onednn::run(product->what, product->run, x, product->kernel, bias_, bias_desc(), y);
    return y;
  }

 private:
  using Description = dnnl::convolution_forward::primitive_desc;
  static constexpr int64_t kUsualSide = 64;
  struct Product {
    Description what;
    dnnl::convolution_forward run;
    Memory kernel;
  };
  using Key = std::tuple<int64_t, int64_t, int64_t, at::ScalarType, bool>;

  std::vector<int64_t> out_sizes(at::IntArrayRef sizes) const {
    const int64_t more = before_ + after_ + 1 - side_;
    return {sizes[0], out_, sizes[2] + more, sizes[3] + more};
  }

  Memory::desc bias_desc() const {
    return bias_.defined() ? Memory::desc({out_}, Memory::data_type::f32, Memory::format_tag::a)
                           : Memory::desc();
  }

  std::shared_ptr<const Product> product_for(const at::Tensor& x, at::ScalarType type,
                                             bool rectified) const {
    const std::lock_guard<std::mutex> lock(mutex_);
    std::shared_ptr<const Product>& product =
        products_[Key(x.size(0), x.size(2), x.size(3), type, rectified)];
    if (!product) {
      const Description what = describe(x.sizes(), type, rectified);
      product = std::make_shared<const Product>(
          Product{what, dnnl::convolution_forward(what), kernel_.as(what.weights_desc())});
    }
    return product;
  }

  Description describe(at::IntArrayRef sizes, at::ScalarType type, bool rectified) const {
    constexpr auto kKind = dnnl::prop_kind::forward_inference;
    constexpr auto kDirect = dnnl::algorithm::convolution_direct;
    const Memory::desc x = onednn::picture(sizes, type_);
    const Memory::desc kernel({out_, in_, side_, side_}, onednn::type_of(type_),
                              Memory::format_tag::any);
    const Memory::desc y = onednn::picture(out_sizes(sizes), type);
    const Memory::dims strides{1, 1};
    const Memory::dims before{before_, before_};
    const Memory::dims after{after_, after_};
    dnnl::primitive_attr attributes = onednn::with_own_room();
    dnnl::post_ops then;
#if DNNL_VERSION_MAJOR >= 3
    if (rectified) then.append_eltwise(dnnl::algorithm::eltwise_relu, 0.0f, 0.0f);
    attributes.set_post_ops(then);
    return Description(onednn::engine(), kKind, kDirect, x, kernel, bias_desc(), y, strides, before,
                       after, attributes);
#else
    if (rectified) then.append_eltwise(1.0f, dnnl::algorithm::eltwise_relu, 0.0f, 0.0f);
    attributes.set_post_ops(then);
    return Description({kKind, kDirect, x, kernel, bias_desc(), y, strides, before, after},
                       attributes, onednn::engine());
#endif
  }

  int64_t out_, in_, side_, before_, after_;
  at::ScalarType type_;
  at::Tensor bias_;
  onednn::Frozen kernel_;
  mutable std::mutex mutex_;
  mutable std::map<Key, std::shared_ptr<const Product>> products_;
};

// By Winograd's minimal filtering, in float.
class FewerProducts : public FrozenConv::Products {
 public:
  FewerProducts(const at::Tensor& kernel, at::Tensor bias, int64_t padding_before,
                int64_t padding_after)
      : conv_(kernel, std::move(bias), padding_before, padding_after) {}

  at::Tensor run(const at::Tensor& x, at::ScalarType type, bool rectified) const override {
    return conv_(x, rectified).to(type);
  }

 private:
  WinogradConv conv_;
};

#endif

// True for a kernel whose convolution in float is done with fewer products.
bool takes_fewer([[maybe_unused]] at::IntArrayRef kernel_sizes) {
#if CLIPDRAW_HAS_ONEDNN
  return is_on(Switch::layouts) && is_on(Switch::winograd) && WinogradConv::suits(kernel_sizes);
#else
  return false;
#endif
}

}  // namespace

FrozenConv::FrozenConv(const at::Tensor& kernel, at::Tensor bias, int64_t padding_before,
                       int64_t padding_after) {
#if CLIPDRAW_HAS_ONEDNN
  if (kernel.scalar_type() == at::kFloat && takes_fewer(kernel.sizes())) {
    products_ = std::make_unique<const FewerProducts>(kernel, std::move(bias), padding_before,
                                                      padding_after);
    return;
  }
  if (is_on(Switch::layouts)) {
    products_ = std::make_unique<const OnednnProducts>(kernel, std::move(bias), padding_before,
                                                       padding_after);
    return;
  }
#endif
  products_ = std::make_unique<const PlainProducts>(kernel, bias, padding_before, padding_after);
}

FrozenConv::~FrozenConv() = default;

at::Tensor FrozenConv::operator()(const at::Tensor& x, at::ScalarType out, bool rectified) const {
  return products_->run(x, out, rectified);
}

int64_t FrozenConv::laid_out_values(at::IntArrayRef kernel_sizes) {
#if CLIPDRAW_HAS_ONEDNN
  if (takes_fewer(kernel_sizes)) return WinogradConv::laid_out_values(kernel_sizes);
#endif
  return c10::multiply_integers(kernel_sizes);
}

int64_t FrozenConv::workspace_values([[maybe_unused]] at::IntArrayRef kernel_sizes) {
#if CLIPDRAW_HAS_ONEDNN
  if (takes_fewer(kernel_sizes)) return WinogradConv::workspace_values(kernel_sizes);
#endif
  return 0;
}

}  // namespace clipdraw
