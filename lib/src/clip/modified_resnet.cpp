// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "clip/bottleneck.hpp"
#include "clip/image_encoder.hpp"
#include "clip/packed_resnet.hpp"
#include "nn/blocks.hpp"
#include "nn/layers.hpp"
#include "nn/two_forms.hpp"
#include "nn/work.hpp"

namespace clipdraw {
namespace {

constexpr double kBatchNormEpsilon = 1e-5;
constexpr int64_t kMostStages = 8;

at::Tensor rectify(at::Tensor fresh) { return activate_fresh(std::move(fresh), Activation::relu); }

Footprint conv_footprint(const Conv2d& conv, const BatchShape& x) {
  Footprint footprint;
  footprint.out = {x.count, conv.out_channels(), x.height / conv.stride, x.width / conv.stride};
  footprint.keeps_output = true;  // rectified in its place
  footprint.forward = footprint.out.values() + conv.weight.numel() + x.values();
  footprint.backward = 2 * footprint.out.values() + 2 * x.values() + conv.weight.numel();
  return footprint;
}

// One query, the mean over all places, attends to the mean and the places.
//
// Only one query a head is asked, so the key and value matrices are applied to it and to what it
// gathers instead of to every place: q . (K x) = (K^T q) . x, and sum_i a_i (V x_i) = V sum_i a_i
// x_i. The key's bias adds the same to every score and vanishes in the softmax.
struct AttentionPool {
  at::Tensor positions;    // [1 + places, C] float
  Linear query;            // [C, C], scaled by 1/sqrt(C / heads)
  at::Tensor key_heads;    // [heads, C / heads, C] float
  at::Tensor value_heads;  // [heads, C, C / heads] float
  at::Tensor value_bias;   // [C] float
  Linear out;              // [D, C]
  int64_t heads = 1;

  // x: [N, C, side, side] float; returns [N, D].
  at::Tensor operator()(const at::Tensor& x) const {
    const int64_t n = x.size(0);
    const int64_t channels = x.size(1);
    const at::Tensor places = x.flatten(2).transpose(1, 2);  // [N, places, C]
    const at::Tensor tokens = at::cat({places.mean(1, true), places}, 1) + positions;
    const at::Tensor q = query(tokens.select(1, 0)).view({n, heads, channels / heads});
    const at::Tensor seen = at::bmm(q.transpose(0, 1), key_heads).transpose(0, 1);  // [N, heads, C]
    const at::Tensor scores = at::bmm(seen, tokens.transpose(1, 2));       // [N, heads, 1 + places]
    const at::Tensor gathered = at::bmm(at::softmax(scores, -1), tokens);  // [N, heads, C]
    const at::Tensor values =
        at::bmm(gathered.transpose(0, 1), value_heads);  // [heads, N, C/heads]
    return out(values.transpose(0, 1).reshape({n, channels}) + value_bias);
  }
  Work work() const {
    Work work = work_of(query, 1);
    work += weighted(static_cast<double>(key_heads.numel() + value_heads.numel()));
    work += of_both(2.0 * static_cast<double>(heads * positions.numel()));  // scores and their mix
    work += work_of(out, 1);
    return work;
  }
  Footprint footprint(const BatchShape& x) const {
    const int64_t tokens = x.count * positions.numel();
    const int64_t seen = x.count * heads * x.channels;  // of each head: as long as a token
    Footprint footprint;
    footprint.out = {x.count, out.weight.size(0), 1, 1};
    footprint.keeps = 2 * tokens + 3 * seen;
    footprint.forward = 5 * tokens + 6 * seen;
    footprint.backward = 5 * tokens + 6 * seen;
    return footprint;
  }
};

class ModifiedResNet : public ImageEncoder {
 public:
  at::Tensor operator()(const at::Tensor& image, const Compute& compute) const override {
    at::Tensor x = rectify(conv1(image));
    return pool(compute.form == Form::plain ? body.plain()(x) : body.packed(compute.form)(x));
  }
  void prepare(const Compute& compute) const override {
    if (compute.form != Form::plain) body.packed(compute.form);
  }
  Work work() const override {
    int64_t side = image_resolution / 2;
    const ResNetBody& shapes = body.shapes();
    Work work;
    for (const Conv2d* conv : {&conv1, &shapes.conv2, &shapes.conv3}) {
      work += work_of(*conv, side * side);
    }
    side /= 2;
    for (const Bottleneck& block : shapes.blocks) work += block.work(side);
    work += pool.work();
    return work;
  }
  GraphMemory memory(int64_t views, const Compute& compute) const override {
    std::vector<Block> row;
    const ResNetBody& shapes = body.shapes();
    for (const Conv2d* conv : {&conv1, &shapes.conv2, &shapes.conv3}) {
      row.push_back({{}, [conv](const BatchShape& x) { return conv_footprint(*conv, x); }});
    }
    row.push_back({{}, [](const BatchShape& x) {
                     Footprint halved;
                     halved.out = {x.count, x.channels, x.height / 2, x.width / 2};
                     halved.keeps_input = true;
                     halved.forward = halved.out.values();
                     halved.backward = halved.out.values() + x.values();
                     return halved;
                   }});
    for (const Bottleneck& block : shapes.blocks) {
      row.push_back({{}, [&block](const BatchShape& x) { return block.footprint(x); }});
    }
    row.push_back({{}, [this](const BatchShape& x) { return pool.footprint(x); }});
    const BatchShape images{views, 3, image_resolution, image_resolution};
    const GraphMemory memory = blocks_memory(row, images, Recompute::none);
    PackedConvMemory packed;
    for (const Conv2d* conv : {&shapes.conv2, &shapes.conv3}) packed.add(*conv);
    for (const Bottleneck& block : shapes.blocks) {
      for (const Conv2d* conv : {&block.conv1, &block.conv2, &block.conv3, &block.downsample}) {
        packed.add(*conv);
      }
    }
    const int64_t wide = compute.form == Form::fp32
                             ? packed.workspace
                             : images.values() * shapes.conv3.out_channels() / 12;
    return in_form(compute.form, memory, wide, packed.weights);
  }
  int64_t resolution() const override { return image_resolution; }
  int64_t embed_dim() const override { return pool.out.weight.size(0); }

  int64_t image_resolution = 0;
  Conv2d conv1;
  TwoForms<ResNetBody, PackedResNet> body;
  AttentionPool pool;
};

struct ConvNames {
  std::string conv;
  std::string norm;
};

// Takes convolutions and the batch norms after them and folds the norms' running statistics into
// the convolutions. In files whose norms are folded already every convolution has a bias instead.
class FoldingBinder {
 public:
  explicit FoldingBinder(Binder& binder)
      : binder_(binder), has_norms_(has_any(binder, "visual.bn1.")) {}

  Conv2d take(const ConvNames& names, int64_t in, int64_t out, int64_t kernel) {
    if (!has_norms_) return bind_conv(binder_, names.conv, out, in, kernel);
    Conv2d conv;
    conv.padding = kernel / 2;
    conv.weight = binder_.take(names.conv + ".weight", {out, in, kernel, kernel});
    const int64_t channels = conv.out_channels();
    const at::Tensor gain = binder_.take(names.norm + ".weight", {channels});
    const at::Tensor shift = binder_.take(names.norm + ".bias", {channels});
    const at::Tensor mean = binder_.take(names.norm + ".running_mean", {channels});
    const at::Tensor variance = binder_.take(names.norm + ".running_var", {channels});
    if (variance.min().item<float>() < 0) {
      binder_.problem(names.norm + ".running_var: holds a negative variance");
    }
    const at::Tensor scale = gain * at::rsqrt(variance + kBatchNormEpsilon);
    conv.weight = by_place(conv.weight * scale.view({-1, 1, 1, 1}));
    conv.bias = shift - mean * scale;
    return conv;
  }

 private:
  Binder& binder_;
  bool has_norms_;
};

AttentionPool bind_pool(Binder& binder, Perceptor& perceptor, int64_t channels) {
  AttentionPool pool;
  const std::string prefix = "visual.attnpool.";
  pool.positions = binder.take(prefix + "positional_embedding", {-1, channels});
  pool.query = bind_linear(binder, prefix + "q_proj", channels, channels);
  const Linear key = bind_linear(binder, prefix + "k_proj", channels, channels);
  const Linear value = bind_linear(binder, prefix + "v_proj", channels, channels);
  pool.out = bind_linear(binder, prefix + "c_proj", -1, channels);
  pool.heads = perceptor.vision_heads = head_count(perceptor.vision_heads, channels);
  if (channels % pool.heads != 0) {
    binder.problem(prefix + "q_proj.weight: " + std::to_string(channels) +
                   " channels cannot be split into " + std::to_string(pool.heads) + " heads");
    return pool;
  }
  const int64_t width = channels / pool.heads;
  const double scale = 1.0 / std::sqrt(static_cast<double>(width));
  pool.query.weight = pool.query.weight * scale;
  pool.query.bias = pool.query.bias * scale;
  pool.key_heads = key.weight.view({pool.heads, width, channels}).contiguous();
  pool.value_heads = value.weight.view({pool.heads, width, channels}).transpose(1, 2).contiguous();
  pool.value_bias = value.bias;
  return pool;
}

}  // namespace

Footprint Bottleneck::footprint(const BatchShape& x) const {
  const int64_t places = x.places();
  const int64_t small = places / (stride * stride);
  const int64_t inner = places * conv2.out_channels();
  Footprint footprint;
  footprint.out = {x.count, conv3.out_channels(), x.height / stride, x.width / stride};
  const int64_t out = footprint.out.values();
  const int64_t pooled = stride > 1 ? small * (x.channels + conv2.out_channels()) : 0;
  const int64_t weights = std::max(conv2.weight.numel(), conv3.weight.numel());
  footprint.keeps_input = stride > 1;
  footprint.keeps_output = true;
  footprint.keeps = 2 * inner;
  footprint.forward = 2 * inner + pooled + 2 * out + weights;
  footprint.backward = 3 * out + 2 * pooled + 3 * std::max(inner, x.values()) + weights;
  return footprint;
}

Work Bottleneck::work(int64_t& side) const {
  Work work = work_of(conv1, side * side);
  work += work_of(conv2, side * side);
  side /= stride;
  work += work_of(conv3, side * side);
  work += work_of(downsample, side * side);
  return work;
}

at::Tensor Bottleneck::operator()(const at::Tensor& x) const {
  at::Tensor y = rectify(conv2(rectify(conv1(x))));
  at::Tensor shortcut = x;
  if (stride > 1) {
    y = at::avg_pool2d(y, stride);
    shortcut = at::avg_pool2d(x, stride);
  }
  if (downsample.weight.defined()) shortcut = downsample(shortcut);
  return rectify(conv3(y).add_(shortcut));
}

at::Tensor ResNetBody::operator()(const at::Tensor& x) const {
  at::Tensor y = at::avg_pool2d(rectify(conv3(rectify(conv2(x)))), 2);
  for (const Bottleneck& block : blocks) y = block(y);
  return y;
}

ResNetBody without_values(ResNetBody body) {
  for (Conv2d* conv : {&body.conv2, &body.conv3}) *conv = without_values(*conv);
  for (Bottleneck& block : body.blocks) {
    for (Conv2d* conv : {&block.conv1, &block.conv2, &block.conv3, &block.downsample}) {
      *conv = without_values(*conv);
    }
  }
  return body;
}

namespace {

// stem: channels that it takes. Fills in what the description leaves open.
ResNetBody bind_body(Binder& binder, int64_t stem, Perceptor& perceptor) {
  FoldingBinder folding(binder);
  ResNetBody body;
  body.conv2 = folding.take({"visual.conv2", "visual.bn2"}, stem, -1, 3);
  body.conv3 = folding.take({"visual.conv3", "visual.bn3"}, body.conv2.out_channels(),
                            or_any(perceptor.vision_width), 3);
  int64_t channels = body.conv3.out_channels();

  std::vector<int64_t> counts;
  const int64_t stages =
      std::min(count_parts(binder, "visual.layer", perceptor.vision_layers, 1), kMostStages);
  for (int64_t stage = 1; stage <= stages; ++stage) {
    const std::string layer = "visual.layer" + std::to_string(stage) + ".";
    const auto index = static_cast<size_t>(stage - 1);
    const int64_t described =
        index < perceptor.vision_blocks.size() ? perceptor.vision_blocks[index] : 0;
    const int64_t count = count_parts(binder, layer, described);
    counts.push_back(count);
    const int64_t planes = perceptor.vision_width > 0 ? perceptor.vision_width << (stage - 1) : -1;
    for (int64_t i = 0; i < count; ++i) {
      const std::string block_name = layer + std::to_string(i) + ".";
      Bottleneck block;
      block.stride = stage > 1 && i == 0 ? 2 : 1;
      block.conv1 = folding.take({block_name + "conv1", block_name + "bn1"}, channels, planes, 1);
      block.conv2 = folding.take({block_name + "conv2", block_name + "bn2"},
                                 block.conv1.out_channels(), planes, 3);
      block.conv3 = folding.take({block_name + "conv3", block_name + "bn3"},
                                 block.conv2.out_channels(), planes > 0 ? 4 * planes : -1, 1);
      const int64_t out = block.conv3.out_channels();
      if (block.stride > 1 || out != channels) {
        block.downsample = folding.take({block_name + "downsample.0", block_name + "downsample.1"},
                                        channels, out, 1);
      }
      channels = out;
      body.blocks.push_back(std::move(block));
    }
  }
  perceptor.vision_layers = stages;
  perceptor.vision_blocks = counts;
  return body;
}

}  // namespace

std::unique_ptr<ImageEncoder> bind_modified_resnet(Binder& binder, Perceptor& perceptor) {
  auto net = std::make_unique<ModifiedResNet>();
  net->conv1 = FoldingBinder(binder).take({"visual.conv1", "visual.bn1"}, 3, -1, 3);
  net->conv1.stride = 2;
  const int64_t stem = net->conv1.out_channels();
  ResNetBody body = bind_body(binder, stem, perceptor);
  const int64_t channels =
      body.blocks.empty() ? body.conv3.out_channels() : body.blocks.back().conv3.out_channels();
  net->body.set(std::move(body), binder, [stem, described = perceptor](Binder& again) {
    Perceptor unchanged = described;
    return bind_body(again, stem, unchanged);
  });
  net->pool = bind_pool(binder, perceptor, channels);
  binder.ignore("*.num_batches_tracked");

  // The stem divides by 4, every stage but the first by 2.
  const int64_t places = net->pool.positions.size(0) - 1;
  const int64_t side = static_cast<int64_t>(std::llround(std::sqrt(static_cast<double>(places))));
  net->image_resolution = side << (perceptor.vision_layers + 1);
  if (side * side != places || side < 1) {
    binder.problem("visual.attnpool.positional_embedding: has " + std::to_string(places + 1) +
                   " rows, expected one more than a square");
  } else if (perceptor.image_resolution > 0 &&
             perceptor.image_resolution != net->image_resolution) {
    binder.problem("visual.attnpool.positional_embedding: is for images of " +
                   std::to_string(net->image_resolution) + " pixels, expected " +
                   std::to_string(perceptor.image_resolution));
  }
  perceptor.image_resolution = net->image_resolution;
  return net;
}

}  // namespace clipdraw
