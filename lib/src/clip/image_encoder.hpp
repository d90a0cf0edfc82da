// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <memory>

#include "clip/perceptor.hpp"
#include "nn/footprint.hpp"
#include "types/compute.hpp"
#include "types/work.hpp"
#include "weights/bind.hpp"

namespace clipdraw {

// The image side of a CLIP.
class ImageEncoder {
 public:
  virtual ~ImageEncoder() = default;
  // image: [N, 3, R, R] float, already normalised with the model's mean and std.
  // Returns [N, D] float, not normalised; differentiable with respect to the image.
  virtual at::Tensor operator()(const at::Tensor& image, const Compute& compute) const = 0;
  // Makes now of the weights what computing so needs, instead of at the first use.
  virtual void prepare(const Compute& compute) const = 0;
  // What that and its way back take for so many views, without the weights.
  virtual GraphMemory memory(int64_t views, const Compute& compute) const = 0;
  // What one image has to multiply.
  virtual Work work() const = 0;
  virtual int64_t resolution() const = 0;
  virtual int64_t embed_dim() const = 0;
};

// The bind functions take all tensors of the image side; problems stay with the binder. Sizes that
// the description leaves open are filled in.
std::unique_ptr<ImageEncoder> bind_vit_openai(Binder& binder, Perceptor& perceptor);
std::unique_ptr<ImageEncoder> bind_vit_hugging_face(Binder& binder, Perceptor& perceptor);
std::unique_ptr<ImageEncoder> bind_modified_resnet(Binder& binder, Perceptor& perceptor);

}  // namespace clipdraw
