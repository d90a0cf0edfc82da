// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <functional>
#include <string>

#include "weights/bind.hpp"

namespace clipdraw {

enum class Activation { relu, silu, gelu, quick_gelu };

// Reads "relu", "silu" or "swish", "gelu", "quick_gelu"; fails with the list of names otherwise.
Activation activation_from_name(const std::string& name);
// The name that activation_from_name() reads as this one.
const char* activation_name(Activation activation);

// Applies the function element by element. quick_gelu is x * sigmoid(1.702 x), OpenAI CLIP's.
// x: any shape, float; returns the same shape.
at::Tensor activate(const at::Tensor& x, Activation activation);
// The same for a result that nobody else holds, in its place where the gradient allows that.
at::Tensor activate_fresh(at::Tensor x, Activation activation);

// y = x W^T + b. Weights of all layers are fp32, contiguous, and never require a gradient.
struct Linear {
  at::Tensor weight;  // [out, in] float
  at::Tensor bias;    // [out] float, or undefined
  // x: [..., in] float; returns [..., out] float.
  at::Tensor operator()(const at::Tensor& x) const;
};

// Normalises the last dimension (Ba et al. 2016, "Layer Normalization").
struct LayerNorm {
  at::Tensor weight;  // [width] float
  at::Tensor bias;    // [width] float
  double epsilon = 1e-5;
  // x: [..., width] float; returns the same shape.
  at::Tensor operator()(const at::Tensor& x) const;
};

// Normalises groups of channels (Wu and He 2018, "Group Normalization").
struct GroupNorm {
  at::Tensor weight;  // [channels] float, undefined = no normalisation at all
  at::Tensor bias;    // [channels] float
  int64_t groups = 32;
  double epsilon = 1e-6;
  // x: [N, channels, H, W] float; returns the same shape.
  at::Tensor operator()(const at::Tensor& x) const;
};

// Square kernel, same padding on all four sides. The weight lies in memory place by place (channels
// last), and so does what it gives, which is a third faster than the other way with oneDNN.
struct Conv2d {
  at::Tensor weight;  // [out, in, k, k] float
  at::Tensor bias;    // [out] float, or undefined
  int64_t stride = 1;
  int64_t padding = 0;
  // x: [N, in, H, W] float; returns [N, out, H', W'] float.
  at::Tensor operator()(const at::Tensor& x) const;
  int64_t out_channels() const { return weight.size(0); }
};

// Return the layer with a weight of the same shape that takes no memory; its values are not to be
// read.
Linear without_values(Linear linear);
Conv2d without_values(Conv2d conv);

// The bind functions take "<name>.weight" and "<name>.bias"; a size of -1 is read from the file.
Linear bind_linear(Binder& binder, const std::string& name, int64_t out, int64_t in);
LayerNorm bind_layer_norm(Binder& binder, const std::string& name, int64_t width);
GroupNorm bind_group_norm(Binder& binder, const std::string& name, int64_t channels);
// True when the archive has a tensor whose name begins with prefix (with a binder: with its prefix
// and this one).
bool has_any(const Archive& archive, const std::string& prefix);
bool has_any(const Binder& binder, const std::string& prefix);
// Returns how many parts prefix + "0.", "1." ... have tensors. Fewer than `described` (0: not
// described) or none at all is a problem of the binder's: what is absent as a whole is not bound
// piece by piece.
int64_t count_parts(Binder& binder, const std::string& prefix, int64_t described,
                    int64_t first = 0);
// Runs `take`, which takes all tensors from the binder, and finishes the binder. Stand-ins for
// tensors that do not fit may make an operation fail; the binder's own list of problems is told
// then.
void bind_all(Binder& binder, const std::function<void()>& take);

// Returns a convolution's weight, [out, in, k, k], laid out channels last.
at::Tensor by_place(const at::Tensor& weight);
// Padding is kernel / 2, so that a stride of 1 keeps the size.
Conv2d bind_conv(Binder& binder, const std::string& name, int64_t out, int64_t in, int64_t kernel);
// The same without a bias.
Conv2d bind_conv_unbiased(Binder& binder, const std::string& name, int64_t out, int64_t in,
                          int64_t kernel);

}  // namespace clipdraw
