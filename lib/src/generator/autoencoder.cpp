// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "generator/autoencoder.hpp"

#include <fmt/format.h>

#include <cmath>

#include "generator/footprints.hpp"
#include "nn/lean_layers.hpp"

namespace clipdraw {
namespace {

at::Tensor upsample(const Conv2d& conv, const at::Tensor& x) {
  return conv(at::upsample_nearest2d(x, {x.size(2) * 2, x.size(3) * 2}));
}

// The convolution's padding is one row below and one column to the right only.
at::Tensor downsample(const Conv2d& conv, const at::Tensor& x) {
  return conv(at::constant_pad_nd(x, {0, 1, 0, 1}));
}

class Layers {
 public:
  Layers(Binder& binder, const AutoencoderLayout& layout)
      : binder_(binder), layout_(layout), names_(*layout.names) {}

  GroupNorm norm(const std::string& name, int64_t channels) const {
    if (layout_.groups == 0) return {};
    if (channels % layout_.groups != 0) {
      binder_.problem(fmt::format("{}: {} channels cannot be split into {} groups", name, channels,
                                  layout_.groups));
    }
    GroupNorm norm = bind_group_norm(binder_, name, channels);
    norm.groups = layout_.groups;
    return norm;
  }

  ResidualBlock residual(const std::string& name, int64_t in, int64_t out) const {
    ResidualBlock block;
    if (is_absent(name)) return block;
    block.activation = layout_.activation;
    block.norm1 = norm(name + ".norm1", in);
    block.conv1 = bind_conv(binder_, name + ".conv1", out, in, 3);
    block.norm2 = norm(name + ".norm2", out);
    block.conv2 = bind_conv(binder_, name + ".conv2", out, out, 3);
    if (in != out) block.shortcut = bind_conv(binder_, name + names_.shortcut, out, in, 1);
    return block;
  }

  SpatialAttention attention(const std::string& name, int64_t channels) const {
    SpatialAttention attention;
    if (is_absent(name)) return attention;
    attention.norm = norm(name + names_.attention_norm, channels);
    const Conv2d q = projection(name + names_.query, channels);
    const Conv2d k = projection(name + names_.key, channels);
    const Conv2d v = projection(name + names_.value, channels);
    const double scale = 1.0 / std::sqrt(static_cast<double>(channels));
    attention.in.weight = by_place(at::cat({q.weight * scale, k.weight, v.weight}));
    attention.in.bias = at::cat({q.bias * scale, k.bias, v.bias});
    attention.out = projection(name + names_.attention_out, channels);
    return attention;
  }

  Level level(const std::string& name, int64_t index, int64_t in, int64_t blocks) const {
    Level level;
    const int64_t out = layout_.widths[static_cast<size_t>(index)];
    for (int64_t i = 0; i < blocks; ++i) {
      const std::string number = std::to_string(i);
      level.blocks.push_back(residual(name + names_.block + number, i == 0 ? in : out, out));
      if (layout_.attention[static_cast<size_t>(index)]) {
        level.attentions.push_back(attention(name + names_.attention + number, out));
      }
    }
    return level;
  }

 private:
  // What is absent as a whole is one problem and is not bound piece by piece.
  bool is_absent(const std::string& name) const {
    if (has_any(binder_, name + ".")) return false;
    binder_.problem(binder_.prefix() + name + ".* is missing");
    return true;
  }

  // A 1x1 convolution, which some publish as a linear layer.
  Conv2d projection(const std::string& name, int64_t channels) const {
    const std::string full = binder_.prefix() + name + ".weight";
    if (!binder_.archive().contains(full) || binder_.archive().shape(full).size() != 2) {
      return bind_conv(binder_, name, channels, channels, 1);
    }
    const Linear linear = bind_linear(binder_, name, channels, channels);
    Conv2d conv;
    conv.weight = by_place(linear.weight.view({linear.weight.size(0), -1, 1, 1}));
    conv.bias = linear.bias;
    return conv;
  }

  Binder& binder_;
  const AutoencoderLayout& layout_;
  const LayerNames& names_;
};

}  // namespace

at::Tensor ResidualBlock::operator()(const at::Tensor& x) const {
  at::Tensor y = conv1(norm_and_activate(x, norm1, activation));
  y = conv2(norm_and_activate(y, norm2, activation));
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

at::Tensor ConvEncoder::operator()(const at::Tensor& image) const {
  at::Tensor h = conv_in(image);
  for (const Level& level : down) {
    h = level(h);
    if (level.resample.weight.defined()) h = downsample(level.resample, h);
  }
  h = mid_2(mid_attention(mid_1(h)));
  return conv_out(norm_and_activate(h, norm_out, activation));
}

at::Tensor ConvDecoder::operator()(const at::Tensor& z, Recompute recompute) const {
  return run_blocks(blocks(), z, recompute);
}

std::vector<Block> ConvDecoder::blocks() const {
  std::vector<Block> all;
  const auto add = [&](const auto& layer) {
    all.push_back({[&layer](const at::Tensor& x) { return layer(x); },
                   [&layer](const BatchShape& x) { return layer.footprint(x); }});
  };
  const auto add_attention = [&](const SpatialAttention& attention) {
    if (attention.out.weight.defined()) add(attention);
  };
  all.push_back({[this](const at::Tensor& z) { return conv_in(z); },
                 [this](const BatchShape& z) { return conv_footprint(conv_in, z); }});
  add(mid_1);
  add_attention(mid_attention);
  add(mid_2);
  for (const Level& level : up) {
    for (size_t i = 0; i < level.blocks.size(); ++i) {
      add(level.blocks[i]);
      if (!level.attentions.empty()) add_attention(level.attentions[i]);
    }
    const Conv2d& conv = level.resample;
    if (!conv.weight.defined()) continue;
    all.push_back({[&conv](const at::Tensor& x) { return upsample(conv, x); },
                   [&conv](const BatchShape& x) { return upsample_footprint(conv, x); }});
  }
  all.push_back(
      {[this](const at::Tensor& x) { return conv_out(norm_and_activate(x, norm_out, activation)); },
       [this](const BatchShape& x) {
         return norm_conv_footprint(norm_out, activation, conv_out, x);
       }});
  return all;
}

ConvDecoder without_values(ConvDecoder decoder) {
  const auto forget = [](auto&... convs) { ((convs = without_values(convs)), ...); };
  const auto forget_block = [&](ResidualBlock& block) {
    forget(block.conv1, block.conv2, block.shortcut);
  };
  forget(decoder.conv_in, decoder.conv_out, decoder.mid_attention.in, decoder.mid_attention.out);
  forget_block(decoder.mid_1);
  forget_block(decoder.mid_2);
  for (Level& level : decoder.up) {
    for (ResidualBlock& block : level.blocks) forget_block(block);
    for (SpatialAttention& attention : level.attentions) forget(attention.in, attention.out);
    forget(level.resample);
  }
  return decoder;
}

ConvEncoder bind_encoder(Binder& binder, const AutoencoderLayout& layout) {
  const Layers layers(binder, layout);
  const LayerNames& names = *layout.names;
  const std::string half = "encoder";
  ConvEncoder encoder;
  encoder.activation = layout.activation;
  int64_t channels = layout.stem;
  encoder.conv_in = bind_conv(binder, half + ".conv_in", channels, 3, 3);
  for (int64_t i = 0; i < layout.levels(); ++i) {
    const std::string name = names.down + std::to_string(i);
    Level level = layers.level(name, i, channels, layout.encoder_blocks);
    channels = layout.widths[static_cast<size_t>(i)];
    if (i + 1 < layout.levels()) {
      level.resample = bind_conv(binder, name + names.downsample, channels, channels, 3);
      level.resample.stride = 2;
      level.resample.padding = 0;
    }
    encoder.down.push_back(std::move(level));
  }
  encoder.mid_1 = layers.residual(half + names.mid_1, channels, channels);
  if (layout.mid_attention) {
    encoder.mid_attention = layers.attention(half + names.mid_attention, channels);
  }
  encoder.mid_2 = layers.residual(half + names.mid_2, channels, channels);
  encoder.norm_out = layers.norm(half + names.norm_out, channels);
  encoder.conv_out = bind_conv(binder, half + ".conv_out", layout.encoder_channels, channels, 3);
  return encoder;
}

ConvDecoder bind_decoder(Binder& binder, const AutoencoderLayout& layout) {
  const Layers layers(binder, layout);
  const LayerNames& names = *layout.names;
  const std::string half = "decoder";
  ConvDecoder decoder;
  decoder.activation = layout.activation;
  int64_t channels = layout.widths.back();
  decoder.conv_in = bind_conv(binder, half + ".conv_in", channels, layout.z_channels, 3);
  decoder.mid_1 = layers.residual(half + names.mid_1, channels, channels);
  if (layout.mid_attention) {
    decoder.mid_attention = layers.attention(half + names.mid_attention, channels);
  }
  decoder.mid_2 = layers.residual(half + names.mid_2, channels, channels);
  for (int64_t i = layout.levels() - 1; i >= 0; --i) {
    const std::string name = names.up_level(i, layout.levels());
    Level level = layers.level(name, i, channels, layout.decoder_blocks);
    channels = layout.widths[static_cast<size_t>(i)];
    if (i > 0) level.resample = bind_conv(binder, name + names.upsample, channels, channels, 3);
    decoder.up.push_back(std::move(level));
  }
  decoder.norm_out = layers.norm(half + names.norm_out, channels);
  decoder.conv_out = bind_conv(binder, half + ".conv_out", 3, channels, 3);
  return decoder;
}

}  // namespace clipdraw
