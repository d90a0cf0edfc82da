// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "generator/footprints.hpp"

#include <algorithm>

#include "generator/autoencoder.hpp"
#include "generator/tiny_autoencoder.hpp"
#include "nn/lean_layers.hpp"
#include "nn/packed_conv.hpp"
#include "nn/packed_upsample.hpp"

namespace clipdraw {
namespace {

BatchShape after(const Conv2d& conv, const BatchShape& x, int64_t scale = 1) {
  return {x.count, conv.out_channels(), x.height * scale, x.width * scale};
}

// True when the graph of norm_and_activate() holds its result, not its input.
bool keeps_result(const GroupNorm& norm, Activation activation) {
  return !norm.weight.defined() && activation == Activation::relu;
}

}  // namespace

int64_t conv_workspace(const Conv2d& conv) {
  return conv.weight.defined() ? conv.weight.numel() : 0;
}

int64_t norm_workspace(const GroupNorm& norm, const BatchShape& x) {
  if (!norm.weight.defined()) return x.values();
  constexpr int64_t kTensors = 5;  // values, y, gradient, its contiguous form, result
  return kTensors * lean_norm_values(x, norm.groups);
}

Footprint conv_footprint(const Conv2d& conv, const BatchShape& x) {
  Footprint footprint;
  footprint.out = after(conv, x);
  const int64_t out = footprint.out.values();
  footprint.forward = out + conv_workspace(conv) + x.values();  // x in the other layout
  footprint.backward = out + 2 * x.values() + conv_workspace(conv);
  return footprint;
}

Footprint upsample_footprint(const Conv2d& conv, const BatchShape& x) {
  Footprint footprint;
  footprint.out = after(conv, x, 2);
  const int64_t out = footprint.out.values();
  const int64_t large = 4 * x.values();
  footprint.forward = large + out + conv_workspace(conv);
  footprint.backward = out + 2 * large + conv_workspace(conv);
  return footprint;
}

Footprint norm_conv_footprint(const GroupNorm& norm, Activation activation, const Conv2d& conv,
                              const BatchShape& x) {
  Footprint footprint;
  footprint.out = after(conv, x);
  const int64_t in = x.values();
  const int64_t out = footprint.out.values();
  footprint.keeps_input = !keeps_result(norm, activation);
  footprint.keeps = footprint.keeps_input ? 0 : in;
  footprint.forward = in + out + conv_workspace(conv);
  footprint.backward = out + 2 * in + std::max(conv_workspace(conv), norm_workspace(norm, x));
  return footprint;
}

Footprint ResidualBlock::footprint(const BatchShape& x) const {
  Footprint footprint;
  footprint.out = after(conv2, x);
  const int64_t in = x.values();
  const int64_t out = footprint.out.values();
  const bool result = keeps_result(norm1, activation);
  const bool wider = shortcut.weight.defined();
  const int64_t workspace = std::max(conv_workspace(conv1), conv_workspace(conv2));
  footprint.keeps_input = !result;
  footprint.keeps = result ? in + out : out;
  // The activated input and what conv1 makes of it; then that, its activation, what conv2 makes of
  // it, and the shortcut.
  footprint.forward = std::max(in + out, (wider ? 4 : 3) * out) + (result ? in : 0) + workspace;
  // The gradient to the result is there until the shortcut has it; beside it are those to a
  // layer's result and to what it takes. A shortcut with weights gives its own gradient first.
  footprint.backward = wider ? std::max(3 * out + in, out + 3 * in) : 3 * out;
  footprint.backward +=
      std::max({workspace, norm_workspace(norm1, x), norm_workspace(norm2, footprint.out)});
  return footprint;
}

Footprint SpatialAttention::footprint(const BatchShape& x) const {
  Footprint footprint;
  footprint.out = x;
  const int64_t values = x.values();
  const int64_t weights = x.count * (x.height * x.width) * (x.height * x.width);
  const int64_t workspace = std::max(conv_workspace(in), conv_workspace(out));
  footprint.keeps_input = true;
  footprint.keeps = 3 * values + weights;
  footprint.forward =
      3 * values + std::max(2 * weights + 2 * values, weights + 4 * values) + workspace;
  // The gradients to queries, keys and values come as tensors of all three each.
  footprint.backward = 3 * weights + 12 * values + workspace;
  return footprint;
}

GraphMemory ConvDecoder::memory(const BatchShape& z, const Compute& compute) const {
  // The picture and the scores of attention are float with bf16 too.
  int64_t places = z.height * z.width;
  int64_t scores = 0;
  PackedConvMemory packed;
  const auto look_at_block = [&](const ResidualBlock& block) {
    for (const Conv2d* conv : {&block.conv1, &block.conv2, &block.shortcut}) packed.add(*conv);
  };
  const auto look_at = [&](const SpatialAttention& attention) {
    packed.add(attention.in);
    packed.add(attention.out);
    if (attention.out.weight.defined()) scores = std::max(scores, z.count * places * places);
  };
  packed.add(conv_in);
  look_at_block(mid_1);
  look_at(mid_attention);
  look_at_block(mid_2);
  for (const Level& level : up) {
    for (const ResidualBlock& block : level.blocks) look_at_block(block);
    for (const SpatialAttention& attention : level.attentions) look_at(attention);
    PackedUpsample::add_to(packed, level.resample);
    if (level.resample.weight.defined()) places *= 4;
  }
  packed.add(conv_out);
  const int64_t picture = z.count * places * conv_out.weight.size(1);
  const int64_t wide = compute.form == Form::fp32 ? packed.workspace : std::max(scores, picture);
  return in_form(compute.form, blocks_memory(blocks(), z, compute.recompute), wide, packed.weights);
}

int64_t ConvEncoder::values(const BatchShape& image) const {
  int64_t most = 0;
  BatchShape x = image;
  const auto pass = [&](const Footprint& footprint) {
    most = std::max(most, x.values() + footprint.forward);
    x = footprint.out;
  };
  pass(conv_footprint(conv_in, x));
  for (const Level& level : down) {
    for (size_t i = 0; i < level.blocks.size(); ++i) {
      pass(level.blocks[i].footprint(x));
      if (!level.attentions.empty()) pass(level.attentions[i].footprint(x));
    }
    if (!level.resample.weight.defined()) continue;
    Footprint halving = conv_footprint(level.resample, x);  // of the padded x
    halving.out.height /= 2;
    halving.out.width /= 2;
    pass(halving);
  }
  pass(mid_1.footprint(x));
  if (mid_attention.out.weight.defined()) pass(mid_attention.footprint(x));
  pass(mid_2.footprint(x));
  pass(norm_conv_footprint(norm_out, activation, conv_out, x));
  return most + image.values();  // which was scaled first
}

Footprint TinyBlock::footprint(const BatchShape& x) const {
  Footprint footprint;
  footprint.out = after(convs[2], x);
  const int64_t in = x.values();
  const int64_t out = footprint.out.values();
  const int64_t wide = widen.weight.defined() ? x.places() * widen.out_channels() : 0;
  const int64_t pooled = wide > 0 ? in : 0;
  footprint.keeps_output = true;
  footprint.keeps = 2 * out + 2 * wide;
  footprint.forward = 4 * out + 3 * wide + 2 * pooled + conv_workspace(convs[1]);
  footprint.backward = 4 * out + in + 6 * wide + 2 * pooled + conv_workspace(convs[1]);
  return footprint;
}

Footprint TinyLayer::footprint(const BatchShape& x) const {
  if (!conv.weight.defined()) return block.footprint(x);
  Footprint footprint = upsample ? upsample_footprint(conv, x) : conv_footprint(conv, x);
  if (!relu) return footprint;
  footprint.keeps_output = true;
  footprint.forward += footprint.out.values();
  footprint.backward += footprint.out.values();
  return footprint;
}

}  // namespace clipdraw
