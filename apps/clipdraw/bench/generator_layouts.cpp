// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "bench/layout_builder.hpp"
#include "bench/layouts.hpp"

namespace clipdraw_cli {
namespace {

using Name = std::string;

// ---- taming-transformers' VQModel with a factor of 16
// --------------------------------------------

constexpr std::int64_t kChannels = 128;
constexpr std::array<std::int64_t, 5> kWidths = {128, 128, 256, 256, 512};
constexpr std::size_t kAttentionLevel = 4;  // 16 places along a side of 256 pixels
constexpr int kBlocks = 2;
constexpr std::int64_t kLatent = 256;

void add_residual(const LayoutBuilder& builder, const Name& name, std::int64_t out,
                  std::int64_t in) {
  const LayoutBuilder block = builder.inside(name + ".");
  block.norm("norm1", in);
  block.conv("conv1", out, in, 3);
  block.norm("norm2", out);
  block.conv("conv2", out, out, 3);
  if (in != out) block.conv("nin_shortcut", out, in, 1);
}

void add_attention(const LayoutBuilder& builder, const Name& name, std::int64_t channels) {
  const LayoutBuilder attention = builder.inside(name + ".");
  attention.norm("norm", channels);
  for (const char* part : {"q", "k", "v", "proj_out"}) attention.conv(part, channels, channels, 1);
}

void add_middle(const LayoutBuilder& half) {
  const std::int64_t channels = kWidths.back();
  add_residual(half, "mid.block_1", channels, channels);
  add_attention(half, "mid.attn_1", channels);
  add_residual(half, "mid.block_2", channels, channels);
}

void add_level(const LayoutBuilder& half, const Name& name, std::size_t index, std::int64_t in,
               int blocks) {
  const LayoutBuilder level = half.inside(name + "." + std::to_string(index) + ".");
  for (int block = 0; block < blocks; ++block) {
    const Name number = std::to_string(block);
    add_residual(level, "block." + number, kWidths[index], block == 0 ? in : kWidths[index]);
    if (index == kAttentionLevel) add_attention(level, "attn." + number, kWidths[index]);
  }
}

Layout vqgan(const Name& name, std::int64_t codes) {
  Layout layout;
  layout.name = name;
  const LayoutBuilder encoder(layout, "encoder.");
  encoder.conv("conv_in", kChannels, 3, 3);
  for (std::size_t i = 0; i < kWidths.size(); ++i) {
    add_level(encoder, "down", i, i == 0 ? kChannels : kWidths[i - 1], kBlocks);
    if (i + 1 < kWidths.size()) {
      encoder.conv("down." + std::to_string(i) + ".downsample.conv", kWidths[i], kWidths[i], 3);
    }
  }
  add_middle(encoder);
  encoder.norm("norm_out", kWidths.back());
  encoder.conv("conv_out", kLatent, kWidths.back(), 3);

  const LayoutBuilder decoder(layout, "decoder.");
  decoder.conv("conv_in", kWidths.back(), kLatent, 3);
  add_middle(decoder);
  for (std::size_t i = kWidths.size(); i-- > 0;) {
    add_level(decoder, "up", i, i + 1 < kWidths.size() ? kWidths[i + 1] : kWidths[i], kBlocks + 1);
    if (i > 0)
      decoder.conv("up." + std::to_string(i) + ".upsample.conv", kWidths[i], kWidths[i], 3);
  }
  decoder.norm("norm_out", kChannels);
  decoder.conv("conv_out", 3, kChannels, 3);

  const LayoutBuilder whole(layout);
  whole.values("quantize.embedding.weight", {codes, kLatent}, 0, 1);
  whole.conv("quant_conv", kLatent, kLatent, 1);
  whole.conv("post_quant_conv", kLatent, kLatent, 1);
  return layout;
}

// ---- madebyollin/taesd, the decoder, under the names of diffusers' AutoencoderTiny
// ---------------

Layout taesd(const Name& name) {
  constexpr std::int64_t kWidth = 64;
  Layout layout;
  layout.name = name;
  const LayoutBuilder decoder(layout, "decoder.layers.");
  int index = 0;
  const auto number = [&index] { return std::to_string(index++); };
  decoder.conv(number(), kWidth, 4, 3);
  ++index;  // a relu
  for (const int blocks : {3, 3, 3, 1}) {
    for (int block = 0; block < blocks; ++block) {
      const LayoutBuilder own = decoder.inside(number() + ".conv.");
      for (const char* conv : {"0", "2", "4"}) own.conv(conv, kWidth, kWidth, 3);
    }
    if (blocks == 1) break;
    ++index;  // the size is doubled
    decoder.conv(number(), kWidth, kWidth, 3, false);
  }
  decoder.conv(number(), 3, kWidth, 3);
  return layout;
}

}  // namespace

std::optional<Layout> generator_layout(const std::string& name) {
  if (name == "vqgan-f16-1024") return vqgan(name, 1024);
  if (name == "vqgan-f16-16384") return vqgan(name, 16384);
  if (name == "taesd-f8") return taesd(name);
  return std::nullopt;
}

}  // namespace clipdraw_cli
