// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

// What the layers that call oneDNN themselves have in common. Only where CLIPDRAW_HAS_ONEDNN.
#pragma once

#include <ATen/core/Tensor.h>

#include <dnnl.hpp>
#include <mutex>
#include <unordered_map>
#include <utility>
#include <vector>

namespace clipdraw::onednn {

using Memory = dnnl::memory;

const dnnl::engine& engine();

// type: bfloat16 or float.
Memory::data_type type_of(at::ScalarType type);

// A tensor as it lies in memory.
Memory::desc as_it_lies(const at::Tensor& tensor);

// [N, C, H, W] of that type, channels last.
Memory::desc picture(at::IntArrayRef sizes, at::ScalarType type);

// What all primitives here are made with: the room that they work in is given to each run. oneDNN's
// own belongs to the thread that made a primitive, and any thread may run it.
dnnl::primitive_attr with_own_room();

// Runs it and waits for its end. room: its description's scratchpad_desc().
void run(const dnnl::primitive& primitive, const Memory::desc& room,
         std::unordered_map<int, Memory> arguments);

// Runs a convolution or product (what and primitive) on x and a factor, and writes y. bias: float,
// as bias_desc lays it out, or undefined.
template <typename Primitive>
void run(const typename Primitive::primitive_desc& what, const Primitive& primitive,
         const at::Tensor& x, const Memory& factor, const at::Tensor& bias,
         const Memory::desc& bias_desc, const at::Tensor& y) {
  std::unordered_map<int, Memory> arguments{
      {DNNL_ARG_SRC, Memory(what.src_desc(), engine(), x.data_ptr())},
      {DNNL_ARG_WEIGHTS, factor},
      {DNNL_ARG_DST, Memory(what.dst_desc(), engine(), y.data_ptr())}};
  if (bias.defined()) {
    arguments.emplace(DNNL_ARG_BIAS, Memory(bias_desc, engine(), bias.data_ptr()));
  }
  run(primitive, what.scratchpad_desc(), std::move(arguments));
}

// A frozen factor in the layouts that primitives want. Any thread.
class Frozen {
 public:
  // plain: bfloat16 or float, its elements in any order of memory. Only what it becomes is kept:
  // laid out as wanted first, and later made of that. Where it is laid out so already, it is kept
  // itself.
  Frozen(const at::Tensor& plain, const Memory::desc& wanted);

  // Laid out as wanted; each layout is made once.
  Memory as(const Memory::desc& wanted) const;

 private:
  mutable std::mutex mutex_;
  at::Tensor plain_;
  mutable std::vector<Memory> layouts_;
};

}  // namespace clipdraw::onednn
