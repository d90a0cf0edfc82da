// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "clip/image_encoder.hpp"
#include "nn/form.hpp"
#include "nn/made_once.hpp"
#include "nn/packed_linear.hpp"
#include "nn/transformer_block.hpp"
#include "nn/trunk.hpp"
#include "nn/two_forms.hpp"
#include "nn/work.hpp"

namespace clipdraw {
namespace {

// Vision transformer of CLIP (Dosovitskiy et al. 2021; Radford et al. 2021): class token first,
// norms before and after the blocks.
class VisionTransformer : public ImageEncoder {
 public:
  at::Tensor operator()(const at::Tensor& image, const Compute& compute) const override {
    const int64_t n = image.size(0);
    const int64_t width = class_token.size(0);
    const bool is_plain = compute.form == Form::plain;
    // The patches do not overlap, so the patch convolution is one matrix product.
    const at::Tensor patches = image.view({n, 3, side, patch, side, patch})
                                   .permute({0, 2, 4, 1, 3, 5})
                                   .reshape({n, side * side, 3 * patch * patch});
    const at::Tensor embedded =  // [N, side * side, width]
        is_plain ? at::linear(patches, patch_weight)
                 : packed_patches
                       .of(compute.form, patch_weight, at::Tensor(), type_of(compute.form))(patches)
                       .to(at::kFloat);
    at::Tensor x = at::cat({class_token.expand({n, 1, width}), embedded}, 1) + positions;
    x = pre_norm(x);
    return at::linear(post_norm(is_plain ? class_token_of(x) : blocks.packed(compute.form)(x)),
                      projection);
  }
  void prepare(const Compute& compute) const override {
    if (compute.form != Form::plain) blocks.packed(compute.form);
  }
  Work work() const override {
    const int64_t tokens = 1 + side * side;
    Work work = weighted(static_cast<double>(side * side * patch_weight.numel()));
    const std::vector<TransformerBlock>& shapes = blocks.shapes();
    for (size_t i = 0; i + 1 < shapes.size(); ++i) work += work_of(shapes[i], tokens);
    work += work_of_first(shapes.back(), tokens);
    work += weighted(static_cast<double>(projection.numel()));
    return work;
  }
  GraphMemory memory(int64_t views, const Compute& compute) const override {
    const int64_t length = positions.size(0);
    const int64_t width = class_token.size(0);
    const int64_t tokens = views * length * width;
    const int64_t pixels = views * 3 * resolution() * resolution();
    GraphMemory memory;
    memory.kept = tokens;  // what the first norm takes
    int64_t forward = pixels + 3 * tokens;
    int64_t backward = 2 * pixels + 2 * tokens;
    for (size_t i = 0; i + 1 < blocks.shapes().size(); ++i) {
      const Footprint footprint = blocks.shapes()[i].footprint(views, length);
      memory.kept += tokens + footprint.keeps;
      forward = std::max(forward, footprint.forward - footprint.keeps);
      backward = std::max(backward, footprint.backward);
    }
    const int64_t last = 3 * tokens;  // its input, keys and values; all else is of one token
    memory.kept += last;
    memory.forward = memory.kept + forward;
    memory.backward = memory.kept + std::max(2 * last, backward - last);
    int64_t weights = patch_weight.numel();
    for (const TransformerBlock& block : blocks.shapes()) {
      for (const Linear* linear :
           {&block.attention.in, &block.attention.out, &block.expand, &block.contract}) {
        weights += linear->weight.numel();
      }
    }
    const int64_t wide = compute.form == Form::fp32 ? 0 : pixels + 4 * tokens;
    return in_form(compute.form, memory, wide, weights);
  }
  int64_t resolution() const override { return side * patch; }
  int64_t embed_dim() const override { return projection.size(0); }

  // x: [N, 1 + side * side, width]; returns the class token after all blocks, [N, width].
  at::Tensor class_token_of(at::Tensor x) const {
    const std::vector<TransformerBlock>& plain = blocks.plain();
    for (size_t i = 0; i + 1 < plain.size(); ++i) x = plain[i](x);
    return plain.back().first(x).select(1, 0);  // nothing else is read
  }

  int64_t patch = 0;
  int64_t side = 0;         // patches along one side
  at::Tensor patch_weight;  // [width, 3 * patch * patch] float
  at::Tensor class_token;   // [width] float
  at::Tensor positions;     // [1 + side * side, width] float
  at::Tensor projection;    // [D, width] float
  LayerNorm pre_norm;
  LayerNorm post_norm;
  TwoForms<std::vector<TransformerBlock>, Trunk> blocks;
  MadeOnce<PackedLinear> packed_patches;
};

void bind_patches(VisionTransformer& vit, Binder& binder, Perceptor& perceptor,
                  const std::string& patch_name, const std::string& position_name) {
  // The patch size is read from the file before the shape is asked for as a whole.
  int64_t patch = perceptor.vision_patch_size;
  if (patch == 0 && binder.contains(patch_name) && binder.archive().shape(patch_name).size() == 4) {
    patch = binder.archive().shape(patch_name)[3];
  }
  patch = std::max<int64_t>(patch, 1);
  const at::Tensor weight =
      binder.take(patch_name, {or_any(perceptor.vision_width), 3, patch, patch});
  const int64_t width = weight.size(0);
  perceptor.vision_width = width;
  perceptor.vision_heads = head_count(perceptor.vision_heads, width);
  perceptor.vision_patch_size = patch;
  vit.patch = patch;
  vit.patch_weight = weight.reshape({width, 3 * patch * patch});
  vit.positions = binder.take(position_name, {-1, width});
  const int64_t places = vit.positions.size(0) - 1;
  vit.side = static_cast<int64_t>(std::llround(std::sqrt(static_cast<double>(places))));
  if (vit.side * vit.side != places) {
    binder.problem(position_name + ": has " + std::to_string(places + 1) +
                   " rows, expected one more than a square");
  } else if (perceptor.image_resolution > 0 && vit.side * patch != perceptor.image_resolution) {
    binder.problem(position_name + ": is for images of " + std::to_string(vit.side * patch) +
                   " pixels, expected " + std::to_string(perceptor.image_resolution));
  }
  perceptor.image_resolution = vit.resolution();
}

using BindBlock = TransformerBlock (*)(Binder&, const std::string&, const BlockShape&);

// prefix: before the number of the block.
void bind_blocks(VisionTransformer& vit, Binder& binder, Perceptor& perceptor,
                 const std::string& prefix, BindBlock bind) {
  perceptor.vision_layers = count_parts(binder, prefix, perceptor.vision_layers);
  const BlockShape shape{perceptor.vision_width, perceptor.vision_heads,
                         perceptor.vision_activation, perceptor.vision_epsilon};
  const auto take = [prefix, bind, shape, count = perceptor.vision_layers](Binder& from) {
    std::vector<TransformerBlock> blocks;
    for (int64_t layer = 0; layer < count; ++layer) {
      blocks.push_back(bind(from, prefix + std::to_string(layer) + ".", shape));
    }
    return blocks;
  };
  vit.blocks.set(take(binder), binder, take);
}

void set_epsilon(VisionTransformer& vit, const Perceptor& perceptor) {
  vit.pre_norm.epsilon = perceptor.vision_epsilon;
  vit.post_norm.epsilon = perceptor.vision_epsilon;
}

}  // namespace

std::unique_ptr<ImageEncoder> bind_vit_openai(Binder& binder, Perceptor& perceptor) {
  auto vit = std::make_unique<VisionTransformer>();
  bind_patches(*vit, binder, perceptor, "visual.conv1.weight", "visual.positional_embedding");
  const int64_t width = vit->patch_weight.size(0);
  vit->class_token = binder.take("visual.class_embedding", {width});
  vit->pre_norm = bind_layer_norm(binder, "visual.ln_pre", width);
  bind_blocks(*vit, binder, perceptor, "visual.transformer.resblocks.", bind_block);
  vit->post_norm = bind_layer_norm(binder, "visual.ln_post", width);
  vit->projection = binder.take("visual.proj", {width, -1}).t().contiguous();
  set_epsilon(*vit, perceptor);
  return vit;
}

std::unique_ptr<ImageEncoder> bind_vit_hugging_face(Binder& binder, Perceptor& perceptor) {
  auto vit = std::make_unique<VisionTransformer>();
  const std::string part = "vision_model.";
  bind_patches(*vit, binder, perceptor, part + "embeddings.patch_embedding.weight",
               part + "embeddings.position_embedding.weight");
  const int64_t width = vit->patch_weight.size(0);
  vit->class_token = binder.take(part + "embeddings.class_embedding", {width});
  vit->pre_norm = bind_layer_norm(binder, part + "pre_layrnorm", width);  // spelt so in the files
  bind_blocks(*vit, binder, perceptor, part + "encoder.layers.", bind_block_hugging_face);
  vit->post_norm = bind_layer_norm(binder, part + "post_layernorm", width);
  vit->projection = binder.take("visual_projection.weight", {-1, width});
  set_epsilon(*vit, perceptor);
  return vit;
}

}  // namespace clipdraw
