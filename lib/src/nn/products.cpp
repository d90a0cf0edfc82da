// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "nn/products.hpp"

#include <ATen/ATen.h>

#include "nn/bf16.hpp"

#if CLIPDRAW_HAS_ONEDNN
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "nn/onednn.hpp"
#endif

namespace clipdraw {

#if CLIPDRAW_HAS_ONEDNN

namespace {

using onednn::Memory;

dnnl::matmul::primitive_desc product_of(const at::Tensor& a, const at::Tensor& b,
                                        const at::Tensor& c) {
  const dnnl::primitive_attr attributes = onednn::with_own_room();
#if DNNL_VERSION_MAJOR >= 3
  return {onednn::engine(), onednn::as_it_lies(a), onednn::as_it_lies(b), onednn::as_it_lies(c),
          attributes};
#else
  return {{onednn::as_it_lies(a), onednn::as_it_lies(b), onednn::as_it_lies(c)},
          attributes,
          onednn::engine()};
#endif
}

struct Product {
  Product(const at::Tensor& a, const at::Tensor& b, const at::Tensor& c)
      : what(product_of(a, b, c)), run(what) {}

  dnnl::matmul::primitive_desc what;
  dnnl::matmul run;
};

// Products are found by shapes, strides and types: to describe one anew takes as long as a small
// one.
std::shared_ptr<const Product> product_for(const at::Tensor& a, const at::Tensor& b,
                                           const at::Tensor& c) {
  static std::mutex mutex;
  static auto& products = *new std::map<std::vector<int64_t>, std::shared_ptr<const Product>>();
  std::vector<int64_t> key;
  for (const at::Tensor& tensor : {a, b, c}) {
    key.push_back(static_cast<int64_t>(tensor.scalar_type()));
    key.insert(key.end(), tensor.sizes().begin(), tensor.sizes().end());
    key.insert(key.end(), tensor.strides().begin(), tensor.strides().end());
  }
  const std::lock_guard<std::mutex> lock(mutex);
  std::shared_ptr<const Product>& product = products[std::move(key)];
  if (!product) product = std::make_shared<const Product>(a, b, c);
  return product;
}

}  // namespace

void multiply(const at::Tensor& a, const at::Tensor& b, const at::Tensor& c) {
  if (a.scalar_type() == at::kBFloat16 && !has_bf16()) {
    c.copy_(at::matmul(a, b));
    return;
  }
  const std::shared_ptr<const Product> product = product_for(a, b, c);
  const auto memory = [](const Memory::desc& of, const at::Tensor& tensor) {
    return Memory(of, onednn::engine(), tensor.data_ptr());
  };
  onednn::run(product->run, product->what.scratchpad_desc(),
              {{DNNL_ARG_SRC, memory(product->what.src_desc(), a)},
               {DNNL_ARG_WEIGHTS, memory(product->what.weights_desc(), b)},
               {DNNL_ARG_DST, memory(product->what.dst_desc(), c)}});
}

at::Tensor multiply_rows(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
  std::vector<int64_t> shape = x.sizes().vec();
  shape.back() = weight.size(0);
  at::Tensor y = at::empty(shape, x.options());
  multiply(x.reshape({1, -1, weight.size(1)}), weight.t().unsqueeze(0),
           y.view({1, -1, weight.size(0)}));
  return bias.defined() ? y.add_(bias) : y;
}

#else

void multiply(const at::Tensor& a, const at::Tensor& b, const at::Tensor& c) {
  c.copy_(at::matmul(a, b));
}

at::Tensor multiply_rows(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
  return at::linear(x, weight, bias);
}

#endif

}  // namespace clipdraw
