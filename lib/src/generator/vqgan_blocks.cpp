// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "generator/vqgan_blocks.hpp"

#include <cmath>

namespace clipdraw {
namespace {

at::Tensor upsample(const Conv2d& conv, const at::Tensor& x) {
  return conv(at::upsample_nearest2d(x, {x.size(2) * 2, x.size(3) * 2}));
}

// The convolution's padding is one row below and one column to the right only.
at::Tensor downsample(const Conv2d& conv, const at::Tensor& x) {
  return conv(at::constant_pad_nd(x, {0, 1, 0, 1}));
}

struct Names {
  Binder& binder;
  const VqganConfig& config;

  // What is absent as a whole is one problem and is not bound piece by piece.
  bool is_absent(const std::string& name) const {
    if (has_any(binder, name + ".")) return false;
    binder.problem(name + ".* is missing");
    return true;
  }

  GroupNorm norm(const std::string& name, int64_t channels) const {
    if (!config.group_norm) return {};
    if (channels % GroupNorm().groups != 0) {
      binder.problem(name + ": " + std::to_string(channels) +
                     " channels cannot be split into 32 groups");
    }
    return bind_group_norm(binder, name, channels);
  }

  ResidualBlock residual(const std::string& name, int64_t in, int64_t out) const {
    ResidualBlock block;
    if (is_absent(name)) return block;
    block.activation = config.activation;
    block.norm1 = norm(name + ".norm1", in);
    block.conv1 = bind_conv(binder, name + ".conv1", out, in, 3);
    block.norm2 = norm(name + ".norm2", out);
    block.conv2 = bind_conv(binder, name + ".conv2", out, out, 3);
    if (in != out) block.shortcut = bind_conv(binder, name + ".nin_shortcut", out, in, 1);
    return block;
  }

  SpatialAttention attention(const std::string& name, int64_t channels) const {
    SpatialAttention attention;
    if (is_absent(name)) return attention;
    attention.norm = norm(name + ".norm", channels);
    const Conv2d q = bind_conv(binder, name + ".q", channels, channels, 1);
    const Conv2d k = bind_conv(binder, name + ".k", channels, channels, 1);
    const Conv2d v = bind_conv(binder, name + ".v", channels, channels, 1);
    const double scale = 1.0 / std::sqrt(static_cast<double>(channels));
    attention.in.weight = by_place(at::cat({q.weight * scale, k.weight, v.weight}));
    attention.in.bias = at::cat({q.bias * scale, k.bias, v.bias});
    attention.out = bind_conv(binder, name + ".proj_out", channels, channels, 1);
    return attention;
  }

  Level level(const std::string& name, int64_t index, int64_t in, int64_t blocks) const {
    Level level;
    const int64_t out = config.width(index);
    for (int64_t i = 0; i < blocks; ++i) {
      const std::string number = std::to_string(i);
      level.blocks.push_back(residual(name + ".block." + number, i == 0 ? in : out, out));
      if (config.has_attention(index)) {
        level.attentions.push_back(attention(name + ".attn." + number, out));
      }
    }
    return level;
  }
};

}  // namespace

at::Tensor ResidualBlock::operator()(const at::Tensor& x) const {
  at::Tensor y = conv1(activate(norm1(x), activation));
  y = conv2(activate_fresh(norm2(y), activation));
  return y.add_(shortcut.weight.defined() ? shortcut(x) : x);
}

at::Tensor SpatialAttention::operator()(const at::Tensor& x) const {
  if (!out.weight.defined()) return x;
  const int64_t channels = x.size(1);
  const at::Tensor all = in(norm(x)).flatten(2);  // [N, 3 * C, H * W]
  const at::Tensor q = all.narrow(1, 0, channels);
  const at::Tensor k = all.narrow(1, channels, channels);
  const at::Tensor v = all.narrow(1, 2 * channels, channels);
  const at::Tensor weights = at::softmax(at::bmm(q.transpose(1, 2), k), -1);  // [N, query, key]
  const at::Tensor mixed = at::bmm(v, weights.transpose(1, 2));               // [N, C, query]
  return x + out(mixed.view(x.sizes()));
}

at::Tensor Level::operator()(const at::Tensor& x) const {
  at::Tensor h = x;
  for (size_t i = 0; i < blocks.size(); ++i) {
    h = blocks[i](h);
    if (!attentions.empty()) h = attentions[i](h);
  }
  return h;
}

at::Tensor VqganEncoder::operator()(const at::Tensor& image) const {
  at::Tensor h = conv_in(image);
  for (const Level& level : down) {
    h = level(h);
    if (level.resample.weight.defined()) h = downsample(level.resample, h);
  }
  h = mid_2(mid_attention(mid_1(h)));
  return conv_out(activate(norm_out(h), activation));
}

at::Tensor VqganDecoder::operator()(const at::Tensor& z) const {
  at::Tensor h = mid_2(mid_attention(mid_1(conv_in(z))));
  for (const Level& level : up) {
    h = level(h);
    if (level.resample.weight.defined()) h = upsample(level.resample, h);
  }
  return conv_out(activate(norm_out(h), activation));
}

VqganEncoder bind_vqgan_encoder(Binder& binder, const VqganConfig& config) {
  const Names names{binder, config};
  VqganEncoder encoder;
  encoder.activation = config.activation;
  int64_t channels = config.channels;  // taming's first convolution has ch outputs
  encoder.conv_in = bind_conv(binder, "encoder.conv_in", channels, 3, 3);
  for (int64_t i = 0; i < config.levels(); ++i) {
    const std::string name = "encoder.down." + std::to_string(i);
    Level level = names.level(name, i, channels, config.encoder_blocks);
    channels = config.width(i);
    if (i + 1 < config.levels()) {
      level.resample = bind_conv(binder, name + ".downsample.conv", channels, channels, 3);
      level.resample.stride = 2;
      level.resample.padding = 0;
    }
    encoder.down.push_back(std::move(level));
  }
  encoder.mid_1 = names.residual("encoder.mid.block_1", channels, channels);
  if (config.mid_attention) encoder.mid_attention = names.attention("encoder.mid.attn_1", channels);
  encoder.mid_2 = names.residual("encoder.mid.block_2", channels, channels);
  encoder.norm_out = names.norm("encoder.norm_out", channels);
  encoder.conv_out = bind_conv(binder, "encoder.conv_out", config.z_channels, channels, 3);
  return encoder;
}

VqganDecoder bind_vqgan_decoder(Binder& binder, const VqganConfig& config) {
  const Names names{binder, config};
  VqganDecoder decoder;
  decoder.activation = config.activation;
  int64_t channels = config.width(config.levels() - 1);
  decoder.conv_in = bind_conv(binder, "decoder.conv_in", channels, config.z_channels, 3);
  decoder.mid_1 = names.residual("decoder.mid.block_1", channels, channels);
  if (config.mid_attention) decoder.mid_attention = names.attention("decoder.mid.attn_1", channels);
  decoder.mid_2 = names.residual("decoder.mid.block_2", channels, channels);
  for (int64_t i = config.levels() - 1; i >= 0; --i) {
    const std::string name = "decoder.up." + std::to_string(i);
    Level level = names.level(name, i, channels, config.decoder_blocks);
    channels = config.width(i);
    if (i > 0) level.resample = bind_conv(binder, name + ".upsample.conv", channels, channels, 3);
    decoder.up.push_back(std::move(level));
  }
  decoder.norm_out = names.norm("decoder.norm_out", channels);
  decoder.conv_out = bind_conv(binder, "decoder.conv_out", 3, channels, 3);
  return decoder;
}

}  // namespace clipdraw
