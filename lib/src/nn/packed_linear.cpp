// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "nn/packed_linear.hpp"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/custom_function.h>

#include <utility>
#include <vector>

#include "base/switches.hpp"

#if CLIPDRAW_HAS_ONEDNN
#include <map>
#include <mutex>

#include "nn/onednn.hpp"
#endif

namespace clipdraw {

// y = x B + b.
class PackedLinear::Matrix {
 public:
  virtual ~Matrix() = default;
  virtual at::Tensor multiply(const at::Tensor& x) const = 0;
};

namespace {

// By LibTorch.
class PlainMatrix : public PackedLinear::Matrix {
 public:
  PlainMatrix(const at::Tensor& plain, const at::Tensor& bias)
      : plain_(plain), bias_(bias.defined() ? bias.to(plain.scalar_type()) : bias) {}

  at::Tensor multiply(const at::Tensor& x) const override {
    return bias_.defined() ? at::addmm(bias_, x, plain_) : at::mm(x, plain_);
  }

 private:
  at::Tensor plain_, bias_;
};

#if CLIPDRAW_HAS_ONEDNN

using onednn::Memory;

// By oneDNN itself. How B is laid out best depends on the number of rows of x.
class OnednnMatrix : public PackedLinear::Matrix {
 public:
  // plain: [in, out] of the type, in any order of memory; bias: [out] float, or undefined.
  OnednnMatrix(const at::Tensor& plain, at::Tensor bias)
      : in_(plain.size(0)),
        out_(plain.size(1)),
        type_(onednn::type_of(plain.scalar_type())),
        bias_(std::move(bias)),
        wanted_(best_for(plain)),
        weight_(plain, describe(kUsualRows, wanted_).weights_desc()) {}

  at::Tensor multiply(const at::Tensor& x) const override {
    const std::shared_ptr<const Product> product = product_for(x.size(0));
    at::Tensor y = at::empty({x.size(0), out_}, x.options());
    onednn::run(product->what, product->run, x, product->weight, bias_, bias_desc(), y);
    return y;
  }

 private:
  static constexpr int64_t kUsualRows = 1024;
  struct Product {
    dnnl::matmul::primitive_desc what;
    dnnl::matmul run;
    Memory weight;
  };

  // Where oneDNN takes matrices row by row at best, it takes them column by column as well, and
  // what is there already will do.
  Memory::desc best_for(const at::Tensor& plain) const {
    using Tag = Memory::format_tag;
    const Memory::desc any({in_, out_}, type_, Tag::any);
    const Memory::desc rows({in_, out_}, type_, Tag::ab);
    return describe(kUsualRows, any).weights_desc() == rows ? onednn::as_it_lies(plain) : any;
  }

  Memory::desc bias_desc() const {
    return bias_.defined() ? Memory::desc({1, out_}, Memory::data_type::f32, Memory::format_tag::ab)
                           : Memory::desc();
  }

  std::shared_ptr<const Product> product_for(int64_t rows) const {
    const std::lock_guard<std::mutex> lock(mutex_);
    std::shared_ptr<const Product>& product = products_[rows];
    if (!product) {
      const dnnl::matmul::primitive_desc what = describe(rows, wanted_);
      product = std::make_shared<const Product>(
          Product{what, dnnl::matmul(what), weight_.as(what.weights_desc())});
    }
    return product;
  }

  dnnl::matmul::primitive_desc describe(int64_t rows, const Memory::desc& weight) const {
    const Memory::desc x({rows, in_}, type_, Memory::format_tag::ab);
    const Memory::desc bias = bias_desc();
    const Memory::desc y({rows, out_}, type_, Memory::format_tag::ab);
    const dnnl::engine& engine = onednn::engine();
    const dnnl::primitive_attr attributes = onednn::with_own_room();
#if DNNL_VERSION_MAJOR >= 3
    return bias ? dnnl::matmul::primitive_desc(engine, x, weight, bias, y, attributes)
                : dnnl::matmul::primitive_desc(engine, x, weight, y, attributes);
#else
    const dnnl::matmul::desc what =
        bias.is_zero() ? dnnl::matmul::desc(x, weight, y) : dnnl::matmul::desc(x, weight, bias, y);
    return {what, attributes, engine};
#endif
  }

  int64_t in_, out_;
  Memory::data_type type_;
  at::Tensor bias_;
  Memory::desc wanted_;  // of B
  onednn::Frozen weight_;
  mutable std::mutex mutex_;
  mutable std::map<int64_t, std::shared_ptr<const Product>> products_;  // by rows of x
};

#endif

// plain: [in, out] bfloat16 or float, in any order of memory; bias: [out] float, or undefined.
std::shared_ptr<const PackedLinear::Matrix> matrix(const at::Tensor& plain,
                                                   const at::Tensor& bias) {
#if CLIPDRAW_HAS_ONEDNN
  if (is_on(Switch::layouts)) return std::make_shared<const OnednnMatrix>(plain, bias);
#endif
  return std::make_shared<const PlainMatrix>(plain, bias);
}

}  // namespace

struct PackedLinear::Function : torch::autograd::Function<PackedLinear::Function> {
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& x,
                            const PackedLinear* linear) {
    context->saved_data["linear"] =
        at::IValue::make_capsule(c10::make_intrusive<Holder>(*linear, x.scalar_type()));
    std::vector<int64_t> shape = x.sizes().vec();
    const at::Tensor y =
        linear->forward(x.reshape({-1, shape.back()}).to(linear->type_).contiguous());
    shape.back() = y.size(1);
    return y.view(shape);
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list gradients) {
    const auto capsule = context->saved_data["linear"].toCapsule();
    const auto& holder = static_cast<const Holder&>(*capsule);
    std::vector<int64_t> shape = gradients[0].sizes().vec();
    const at::Tensor rows =
        gradients[0].reshape({-1, shape.back()}).to(holder.linear.type_).contiguous();
    const at::Tensor gradient = holder.linear.backward(rows);
    shape.back() = gradient.size(1);
    return {gradient.view(shape).to(holder.type), at::Tensor()};
  }

 private:
  struct Holder : torch::CustomClassHolder {
    Holder(PackedLinear layer, at::ScalarType of_input)
        : linear(std::move(layer)), type(of_input) {}
    PackedLinear linear;
    at::ScalarType type;
  };
};

PackedLinear::PackedLinear(const at::Tensor& weight, const at::Tensor& bias, at::ScalarType type)
    : type_(type) {
  const at::NoGradGuard no_grad;
  const at::Tensor typed = weight.to(type).contiguous();
  forward_ = matrix(typed.t(), bias);
  backward_ = matrix(typed, at::Tensor());
}

at::Tensor PackedLinear::forward(const at::Tensor& x) const { return forward_->multiply(x); }

at::Tensor PackedLinear::operator()(const at::Tensor& x) const { return Function::apply(x, this); }

at::Tensor PackedLinear::backward(const at::Tensor& gradient) const {
  return backward_->multiply(gradient);
}

}  // namespace clipdraw
