// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#if CLIPDRAW_HAS_ONEDNN

#include "nn/onednn.hpp"

#include <ATen/ATen.h>

#include <utility>

namespace clipdraw::onednn {

const dnnl::engine& engine() {
  static const dnnl::engine cpu(dnnl::engine::kind::cpu, 0);
  return cpu;
}

Memory::data_type type_of(at::ScalarType type) {
  return type == at::kBFloat16 ? Memory::data_type::bf16 : Memory::data_type::f32;
}

Memory::desc as_it_lies(const at::Tensor& tensor) {
  return {tensor.sizes().vec(), type_of(tensor.scalar_type()), tensor.strides().vec()};
}

Memory::desc picture(at::IntArrayRef sizes, at::ScalarType type) {
  return {sizes.vec(), type_of(type), Memory::format_tag::nhwc};
}

dnnl::primitive_attr with_own_room() {
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  return attributes;
}

void run(const dnnl::primitive& primitive, const Memory::desc& room,
         std::unordered_map<int, Memory> arguments) {
  const at::Tensor bytes = at::empty({static_cast<int64_t>(room.get_size())}, at::kByte);
  arguments.emplace(DNNL_ARG_SCRATCHPAD, Memory(room, engine(), bytes.data_ptr()));
  dnnl::stream stream(engine());
  primitive.execute(stream, arguments);
  stream.wait();
}

namespace {

Memory laid_out(Memory from, const Memory::desc& wanted) {
  Memory to(wanted, engine());
  const dnnl::reorder::primitive_desc what(from, to, with_own_room());
  run(dnnl::reorder(what), what.scratchpad_desc(), {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}});
  return to;
}

}  // namespace

Frozen::Frozen(const at::Tensor& plain, const Memory::desc& wanted) {
  const Memory given(as_it_lies(plain), engine(), plain.data_ptr());
  if (given.get_desc() == wanted) {
    plain_ = plain;
    layouts_.push_back(given);
  } else {
    layouts_.push_back(laid_out(given, wanted));
  }
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
