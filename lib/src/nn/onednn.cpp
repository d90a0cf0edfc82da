// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#if CLIPDRAW_HAS_ONEDNN

#include "nn/onednn.hpp"

namespace clipdraw::onednn {

const dnnl::engine& engine() {
  static const dnnl::engine cpu(dnnl::engine::kind::cpu, 0);
  return cpu;
}

Memory::data_type type_of(at::ScalarType type) {
  return type == at::kBFloat16 ? Memory::data_type::bf16 : Memory::data_type::f32;
}

Memory::desc picture(at::IntArrayRef sizes, at::ScalarType type) {
  return {sizes.vec(), type_of(type), Memory::format_tag::nhwc};
}

void run(const dnnl::primitive& primitive, const std::unordered_map<int, Memory>& arguments) {
  dnnl::stream stream(engine());
  primitive.execute(stream, arguments);
  stream.wait();
}

namespace {

Memory laid_out(Memory from, const Memory::desc& wanted) {
  Memory to(wanted, engine());
  run(dnnl::reorder(from, to), {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}});
  return to;
}

}  // namespace

Frozen::Frozen(const at::Tensor& plain, const Memory::desc& wanted) {
  const Memory::desc given(plain.sizes().vec(), type_of(plain.scalar_type()),
                           plain.strides().vec());
  layouts_.push_back(laid_out(Memory(given, engine(), plain.data_ptr()), wanted));
}

Memory Frozen::as(const Memory::desc& wanted) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  for (const Memory& layout : layouts_) {
    if (layout.get_desc() == wanted) return layout;
  }
  layouts_.push_back(laid_out(layouts_.front(), wanted));
  return layouts_.back();
}

}  // namespace clipdraw::onednn

#endif
