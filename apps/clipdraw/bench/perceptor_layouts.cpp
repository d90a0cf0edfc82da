// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cmath>

#include "bench/layout_builder.hpp"
#include "bench/layouts.hpp"

namespace clipdraw_cli {
namespace {

constexpr std::int64_t kContext = 77;

struct Sizes {
  std::int64_t embedding, resolution, text_width;
};

void add_transformer(const LayoutBuilder& builder, std::int64_t width, std::int64_t layers) {
  for (std::int64_t layer = 0; layer < layers; ++layer) {
    const LayoutBuilder block =
        builder.inside("transformer.resblocks." + std::to_string(layer) + ".");
    const float scale = 1 / std::sqrt(static_cast<float>(width));
    block.norm("ln_1", width);
    block.values("attn.in_proj_weight", {3 * width, width}, 0, scale);
    block.values("attn.in_proj_bias", {3 * width}, 0, 0.02F);
    block.linear("attn.out_proj", width, width);
    block.norm("ln_2", width);
    block.linear("mlp.c_fc", 4 * width, width);
    block.linear("mlp.c_proj", width, 4 * width);
  }
}

void add_text_side(const LayoutBuilder& builder, const Sizes& sizes) {
  const float scale = 1 / std::sqrt(static_cast<float>(sizes.text_width));
  builder.values("token_embedding.weight", {kVocabularySize, sizes.text_width}, 0, 0.02F);
  builder.values("positional_embedding", {kContext, sizes.text_width}, 0, 0.01F);
  add_transformer(builder, sizes.text_width, 12);
  builder.norm("ln_final", sizes.text_width);
  builder.values("text_projection", {sizes.text_width, sizes.embedding}, 0, scale);
  builder.values("logit_scale", {}, 4.6F, 0);
}

Layout blank(const std::string& name) {
  Layout layout;
  layout.name = name;
  layout.half = true;
  layout.metadata["config"] = R"({"activation": "quick_gelu"})";
  return layout;
}

Layout vision_transformer(const std::string& name, const Sizes& sizes, std::int64_t patch,
                          std::int64_t width, std::int64_t layers) {
  Layout layout = blank(name);
  const LayoutBuilder visual(layout, "visual.");
  const std::int64_t side = sizes.resolution / patch;
  const float scale = 1 / std::sqrt(static_cast<float>(width));
  visual.conv("conv1", width, 3, patch, false);
  visual.values("class_embedding", {width}, 0, scale);
  visual.values("positional_embedding", {side * side + 1, width}, 0, scale);
  visual.norm("ln_pre", width);
  add_transformer(visual, width, layers);
  visual.norm("ln_post", width);
  visual.values("proj", {width, sizes.embedding}, 0, scale);
  add_text_side(LayoutBuilder(layout), sizes);
  return layout;
}

void add_normed_conv(const LayoutBuilder& builder, const std::string& conv, const std::string& norm,
                     std::int64_t out, std::int64_t in, std::int64_t kernel) {
  builder.conv(conv, out, in, kernel, false);
  builder.batch_norm(norm, out);
}

Layout modified_resnet(const std::string& name, const Sizes& sizes, std::int64_t width,
                       const std::array<std::int64_t, 4>& stages) {
  Layout layout = blank(name);
  const LayoutBuilder visual(layout, "visual.");
  add_normed_conv(visual, "conv1", "bn1", width / 2, 3, 3);
  add_normed_conv(visual, "conv2", "bn2", width / 2, width / 2, 3);
  add_normed_conv(visual, "conv3", "bn3", width, width / 2, 3);
  std::int64_t channels = width;
  for (std::size_t stage = 0; stage < stages.size(); ++stage) {
    const std::int64_t inner = width << stage;
    for (std::int64_t index = 0; index < stages[stage]; ++index) {
      const LayoutBuilder block =
          visual.inside("layer" + std::to_string(stage + 1) + "." + std::to_string(index) + ".");
      add_normed_conv(block, "conv1", "bn1", inner, channels, 1);
      add_normed_conv(block, "conv2", "bn2", inner, inner, 3);
      add_normed_conv(block, "conv3", "bn3", 4 * inner, inner, 1);
      if (index == 0)
        add_normed_conv(block, "downsample.0", "downsample.1", 4 * inner, channels, 1);
      channels = 4 * inner;
    }
  }
  const std::int64_t side = sizes.resolution / 32;
  visual.values("attnpool.positional_embedding", {side * side + 1, channels}, 0, 0.02F);
  for (const char* part : {"q_proj", "k_proj", "v_proj"}) {
    visual.linear(std::string("attnpool.") + part, channels, channels);
  }
  visual.linear("attnpool.c_proj", sizes.embedding, channels);
  add_text_side(LayoutBuilder(layout), sizes);
  return layout;
}

}  // namespace

std::optional<Layout> perceptor_layout(const std::string& name) {
  if (name == "vit-b32") return vision_transformer(name, {512, 224, 512}, 32, 768, 12);
  if (name == "vit-b16") return vision_transformer(name, {512, 224, 512}, 16, 768, 12);
  if (name == "vit-l14") return vision_transformer(name, {768, 224, 768}, 14, 1024, 24);
  if (name == "rn50") return modified_resnet(name, {1024, 224, 512}, 64, {3, 4, 6, 3});
  return std::nullopt;
}

}  // namespace clipdraw_cli
