// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "generator/packed_decoder.hpp"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

#include <utility>

#include "nn/kernels/activation.hpp"
#include "nn/kernels/group_norm.hpp"
#include "nn/packed_attention.hpp"
#include "nn/packed_conv.hpp"
#include "nn/packed_linear.hpp"
#include "nn/packed_upsample.hpp"
#include "nn/written_out.hpp"

namespace clipdraw {

namespace {

// What a part keeps for its backward pass, in an order of its own.
using Kept = std::vector<at::Tensor>;

at::Tensor take(Kept& kept) {
  at::Tensor last = std::move(kept.back());
  kept.pop_back();
  return last;
}

// A norm, which may be absent, and an activation.
class NormedActivation {
 public:
  NormedActivation() = default;
  NormedActivation(const GroupNorm& norm, Activation activation)
      : has_norm_(norm.weight.defined()), activation_(activation) {
    parts_.weight = norm.weight;
    parts_.bias = norm.bias;
    parts_.groups = norm.groups;
    parts_.epsilon = norm.epsilon;
    parts_.silu = activation == Activation::silu;
  }

  // Keeps what it needs beside x.
  at::Tensor forward(const at::Tensor& x, Kept& kept) const {
    if (!has_norm_) return kernels::activate(x, activation_);
    kernels::GroupStatistics statistics;
    at::Tensor y = kernels::group_norm(x, parts_, statistics);
    kept.insert(kept.end(), {statistics.mean, statistics.scale});
    if (parts_.silu) return y;
    kept.push_back(y);
    return kernels::activate(y, activation_);
  }

  // Keeps the same, without the result.
  void keep(const at::Tensor& x, Kept& kept) const {
    if (has_norm_) (void)forward(x, kept);
  }

  // gradient: its memory may be used again.
  at::Tensor backward(at::Tensor gradient, const at::Tensor& x, Kept& kept) const {
    if (!has_norm_) return kernels::activate_backward(std::move(gradient), x, activation_);
    if (!parts_.silu) {
      gradient = kernels::activate_backward(std::move(gradient), take(kept), activation_);
    }
    kernels::GroupStatistics statistics;
    statistics.scale = take(kept);
    statistics.mean = take(kept);
    return kernels::group_norm_backward(gradient, x, parts_, statistics);
  }

 private:
  kernels::GroupNormParts parts_;
  bool has_norm_ = false;
  Activation activation_ = Activation::silu;
};

}  // namespace

// A link of the chain. x: [N, in, H, W] of the decoder's type, channels last.
class PackedDecoder::Part {
 public:
  virtual ~Part() = default;
  virtual at::Tensor forward(const at::Tensor& x, Kept& kept) const = 0;
  // Keeps what forward() does, for a way back whose result is known already.
  virtual void keep(const at::Tensor& x, Kept& kept) const = 0;
  // gradient: of what forward() returned. Takes back all that it kept.
  virtual at::Tensor backward(const at::Tensor& gradient, Kept& kept) const = 0;
};

namespace {

using Part = PackedDecoder::Part;

class ConvPart : public Part {
 public:
  ConvPart(const Conv2d& conv, at::ScalarType type) : conv_(conv, type) {}
  at::Tensor forward(const at::Tensor& x, Kept&) const override { return conv_.forward(x); }
  void keep(const at::Tensor&, Kept&) const override {}
  at::Tensor backward(const at::Tensor& gradient, Kept&) const override {
    return conv_.backward(gradient);
  }

 private:
  PackedConv conv_;
};

class UpsamplePart : public Part {
 public:
  UpsamplePart(const Conv2d& conv, at::ScalarType type) : conv_(conv, type) {}
  at::Tensor forward(const at::Tensor& x, Kept&) const override { return conv_.forward(x); }
  void keep(const at::Tensor&, Kept&) const override {}
  at::Tensor backward(const at::Tensor& gradient, Kept&) const override {
    return conv_.backward(gradient);
  }

 private:
  PackedUpsample conv_;
};

class ResidualPart : public Part {
 public:
  ResidualPart(const ResidualBlock& block, at::ScalarType type)
      : activation_1_(block.norm1, block.activation),
        activation_2_(block.norm2, block.activation),
        conv_1_(block.conv1, type),
        conv_2_(block.conv2, type) {
    if (block.shortcut.weight.defined()) shortcut_ = PackedConv(block.shortcut, type);
  }

  at::Tensor forward(const at::Tensor& x, Kept& kept) const override {
    const at::Tensor y = conv_1_.forward(activation_1_.forward(x, kept));
    at::Tensor sum = conv_2_.forward(activation_2_.forward(y, kept));
    kept.push_back(x);
    kept.push_back(y);
    return sum.add_(shortcut_.defined() ? shortcut_.forward(x) : x);
  }

  void keep(const at::Tensor& x, Kept& kept) const override {
    const at::Tensor y = conv_1_.forward(activation_1_.forward(x, kept));
    activation_2_.keep(y, kept);
    kept.push_back(x);
    kept.push_back(y);
  }

  // What is not needed any more is let go of at once: of a large picture each is half a gigabyte.
  at::Tensor backward(const at::Tensor& gradient, Kept& kept) const override {
    at::Tensor y = take(kept);
    const at::Tensor x = take(kept);
    at::Tensor slope = activation_2_.backward(conv_2_.backward(gradient), y, kept);
    y.reset();
    slope = conv_1_.backward(slope);
    at::Tensor dx = activation_1_.backward(std::move(slope), x, kept);
    return dx.add_(shortcut_.defined() ? shortcut_.backward(gradient) : gradient);
  }

 private:
  NormedActivation activation_1_, activation_2_;
  PackedConv conv_1_, conv_2_, shortcut_;
};

class AttentionPart : public Part {
 public:
  AttentionPart(const SpatialAttention& attention, at::ScalarType type)
      : in_(attention.in.weight.flatten(1), attention.in.bias, type),
        out_(attention.out.weight.flatten(1), attention.out.bias, type) {
    norm_.weight = attention.norm.weight;
    norm_.bias = attention.norm.bias;
    norm_.groups = attention.norm.groups;
    norm_.epsilon = attention.norm.epsilon;
  }

  at::Tensor forward(const at::Tensor& x, Kept& kept) const override {
    kernels::GroupStatistics statistics;
    const at::Tensor all = in_.forward(rows_of(kernels::group_norm(x, norm_, statistics)))
                               .view({x.size(0), -1, 3 * x.size(1)});  // [N, places, 3 C]
    const std::vector<at::Tensor> qkv = all.chunk(3, 2);
    const Attended attended = attend(qkv[0], qkv[1], qkv[2], 1);
    kept.insert(kept.end(), {x, statistics.mean, statistics.scale, all, attended.shares});
    return x + picture_of(out_.forward(attended.mixed.view({-1, x.size(1)})), x);
  }

  void keep(const at::Tensor& x, Kept& kept) const override { (void)forward(x, kept); }

  at::Tensor backward(const at::Tensor& gradient, Kept& kept) const override {
    const at::Tensor shares = take(kept);
    const at::Tensor all = take(kept);
    kernels::GroupStatistics statistics;
    statistics.scale = take(kept);
    statistics.mean = take(kept);
    const at::Tensor x = take(kept);
    const std::vector<at::Tensor> qkv = all.chunk(3, 2);
    const at::Tensor mixed = out_.backward(rows_of(gradient)).view({x.size(0), -1, x.size(1)});
    const at::Tensor d_all = at::empty_like(all);
    const std::vector<at::Tensor> slopes = d_all.chunk(3, 2);
    attend_backward(mixed, shares, qkv[0], qkv[1], qkv[2], slopes[0], slopes[1], slopes[2]);
    const at::Tensor normed = picture_of(in_.backward(d_all.view({-1, d_all.size(2)})), x);
    return kernels::group_norm_backward(normed, x, norm_, statistics).add_(gradient);
  }

 private:
  // [N, C, H, W], channels last, as [N * H * W, C].
  static at::Tensor rows_of(const at::Tensor& picture) {
    return picture.permute({0, 2, 3, 1}).reshape({-1, picture.size(1)});
  }
  static at::Tensor picture_of(const at::Tensor& rows, const at::Tensor& like) {
    return rows.view({like.size(0), like.size(2), like.size(3), like.size(1)})
        .permute({0, 3, 1, 2});
  }

  kernels::GroupNormParts norm_;
  PackedLinear in_, out_;
};

// To the picture, which is float.
class PicturePart : public Part {
 public:
  PicturePart(const GroupNorm& norm, Activation activation, const Conv2d& conv, at::ScalarType type)
      : type_(type), activation_(norm, activation), conv_(conv, type) {}

  at::Tensor forward(const at::Tensor& x, Kept& kept) const override {
    const at::Tensor y = activation_.forward(x, kept);
    kept.push_back(x);
    return conv_.forward_float(y);
  }

  void keep(const at::Tensor& x, Kept& kept) const override {
    activation_.keep(x, kept);
    kept.push_back(x);
  }

  at::Tensor backward(const at::Tensor& gradient, Kept& kept) const override {
    const at::Tensor x = take(kept);
    return activation_.backward(conv_.backward(gradient.to(type_)), x, kept);
  }

 private:
  at::ScalarType type_;
  NormedActivation activation_;
  PackedConv conv_;
};

}  // namespace

// What all parts kept, the first part's first; or, where they run again on the way back, what they
// took. With Recompute::deep that is undefined for the small ones after the first, until it is made
// anew.
struct PackedDecoder::Pass {
  Recompute recompute = Recompute::none;
  std::vector<Kept> kept;
  std::vector<at::Tensor> inputs;
};

PackedDecoder::~PackedDecoder() = default;

PackedDecoder::PackedDecoder(const ConvDecoder& decoder, at::ScalarType type) : type_(type) {
  const at::NoGradGuard no_grad;
  const auto add = [&](auto part) { parts_.push_back(std::move(part)); };
  const auto add_attention = [&](const SpatialAttention& attention) {
    if (attention.out.weight.defined()) add(std::make_unique<const AttentionPart>(attention, type));
  };
  add(std::make_unique<const ConvPart>(decoder.conv_in, type));
  add(std::make_unique<const ResidualPart>(decoder.mid_1, type));
  add_attention(decoder.mid_attention);
  add(std::make_unique<const ResidualPart>(decoder.mid_2, type));
  for (const Level& level : decoder.up) {
    for (size_t i = 0; i < level.blocks.size(); ++i) {
      add(std::make_unique<const ResidualPart>(level.blocks[i], type));
      if (!level.attentions.empty()) add_attention(level.attentions[i]);
    }
    if (level.resample.weight.defined()) {
      add(std::make_unique<const UpsamplePart>(level.resample, type));
      large_ = parts_.size();
    }
  }
  add(std::make_unique<const PicturePart>(decoder.norm_out, decoder.activation, decoder.conv_out,
                                          type));
}

at::Tensor PackedDecoder::operator()(const at::Tensor& z, Recompute recompute) const {
  return WrittenOut<PackedDecoder>::run(*this, z, {recompute, {}, {}});
}

at::Tensor PackedDecoder::forward(const at::Tensor& z, Pass* pass) const {
  at::Tensor x = z.to(type_).contiguous(at::MemoryFormat::ChannelsLast);
  for (size_t index = 0; index < parts_.size(); ++index) {
    if (pass != nullptr && pass->recompute != Recompute::none) {
      const bool kept_deep = index == 0 || index >= large_;
      pass->inputs.push_back(pass->recompute == Recompute::blocks || kept_deep ? x : at::Tensor());
    }
    Kept kept;
    x = parts_[index]->forward(x, kept);
    if (pass != nullptr && pass->recompute == Recompute::none) {
      pass->kept.push_back(std::move(kept));
    }
  }
  return x.contiguous();
}

// Makes anew what the small parts took.
void PackedDecoder::restore_inputs(Pass& pass) const {
  for (size_t index = 0; index + 1 < large_; ++index) {
    Kept unused;
    pass.inputs[index + 1] = parts_[index]->forward(pass.inputs[index], unused);
  }
}

at::Tensor PackedDecoder::backward(const at::Tensor& gradient, Pass& pass) const {
  at::Tensor slope = gradient.contiguous(at::MemoryFormat::ChannelsLast);
  for (size_t index = parts_.size(); index-- > 0;) {
    if (pass.recompute != Recompute::none) {
      if (!pass.inputs[index].defined()) restore_inputs(pass);
      Kept again;
      parts_[index]->keep(pass.inputs[index], again);
      slope = parts_[index]->backward(slope, again);
      pass.inputs[index].reset();
    } else {
      slope = parts_[index]->backward(slope, pass.kept[index]);
    }
  }
  return slope.to(at::kFloat).contiguous();
}

}  // namespace clipdraw
