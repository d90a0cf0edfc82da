// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/core/Tensor.h>

#include "base/error.hpp"
#include "nn/kernels/simd.hpp"

namespace clipdraw::kernels {

// The elements of a tensor of that type, in the order they lie in memory.
template <typename T>
T* data(const at::Tensor& tensor) {
  return static_cast<T*>(tensor.data_ptr());
}

// Calls work(T()) with the type of the tensor's elements: float or Bf16.
template <typename Work>
void with_type(const at::Tensor& tensor, Work&& work) {
  if (tensor.scalar_type() == at::kBFloat16) {
    work(Bf16());
  } else if (tensor.scalar_type() == at::kFloat) {
    work(float());
  } else {
    fail(Status::internal, "a kernel was given {} numbers", at::toString(tensor.scalar_type()));
  }
}

}  // namespace clipdraw::kernels
