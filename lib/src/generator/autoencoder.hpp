// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <string>
#include <vector>

#include "generator/autoencoder_layout.hpp"
#include "nn/blocks.hpp"
#include "nn/layers.hpp"
#include "types/compute.hpp"
#include "weights/bind.hpp"

namespace clipdraw {

// x + conv2(act(norm2(conv1(act(norm1(x)))))), with a 1x1 convolution on x where the width changes.
struct ResidualBlock {
  GroupNorm norm1, norm2;
  Conv2d conv1, conv2;
  Conv2d shortcut;  // weight undefined: the identity
  Activation activation = Activation::silu;
  // x: [N, in, H, W] float; returns [N, out, H, W].
  at::Tensor operator()(const at::Tensor& x) const;
  Footprint footprint(const BatchShape& x) const;
};

// Self-attention over all places, one head, queries scaled by 1/sqrt(channels) at load.
struct SpatialAttention {
  GroupNorm norm;
  Conv2d in;   // [3 * C, C, 1, 1]: query, key, value
  Conv2d out;  // [C, C, 1, 1]; weight undefined: no attention here
  // x: [N, C, H, W] float; returns the same shape.
  at::Tensor operator()(const at::Tensor& x) const;
  Footprint footprint(const BatchShape& x) const;
};

struct Level {
  std::vector<ResidualBlock> blocks;
  std::vector<SpatialAttention> attentions;  // one a block, or none
  Conv2d resample;                           // weight undefined: the size stays
  at::Tensor operator()(const at::Tensor& x) const;
};

// The two halves of an autoencoder (Esser et al. 2021, "Taming transformers").
struct ConvEncoder {
  Conv2d conv_in, conv_out;
  std::vector<Level> down;
  ResidualBlock mid_1, mid_2;
  SpatialAttention mid_attention;
  GroupNorm norm_out;
  Activation activation = Activation::silu;
  // image: [N, 3, H, W] float, -1..1; returns [N, encoder_channels, h, w].
  at::Tensor operator()(const at::Tensor& image) const;
  // How many values that takes at most, without a graph.
  int64_t values(const BatchShape& image) const;
};

struct ConvDecoder {
  Conv2d conv_in, conv_out;
  std::vector<Level> up;  // in the order they run
  ResidualBlock mid_1, mid_2;
  SpatialAttention mid_attention;
  GroupNorm norm_out;
  Activation activation = Activation::silu;
  // z: [N, z_channels, h, w] float; returns [N, 3, h * factor, w * factor], nominally -1..1.
  at::Tensor operator()(const at::Tensor& z, Recompute recompute = Recompute::none) const;
  // The blocks that make it up; they refer to it.
  std::vector<Block> blocks() const;
  // What it and its way back take, in either precision.
  GraphMemory memory(const BatchShape& z, const Compute& compute) const;
};

// A decoder of the same shapes whose convolutions take no memory; values are not to be read.
ConvDecoder without_values(ConvDecoder decoder);

ConvEncoder bind_encoder(Binder& binder, const AutoencoderLayout& layout);
ConvDecoder bind_decoder(Binder& binder, const AutoencoderLayout& layout);

}  // namespace clipdraw
