// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "clip/packed_resnet.hpp"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

#include <utility>

#include "base/error.hpp"
#include "nn/kernels/upsample.hpp"
#include "nn/written_out.hpp"

namespace clipdraw {

namespace {

// The mean of two by two places is a quarter of what the upsampling's gradient sums, and the other
// way round.
at::Tensor pool(const at::Tensor& x) { return kernels::upsample_backward(x).mul_(0.25); }
at::Tensor pool_backward(const at::Tensor& gradient) {
  return kernels::upsample(gradient).mul_(0.25);
}

at::Tensor rectify_backward(const at::Tensor& gradient, const at::Tensor& result) {
  return at::threshold_backward(gradient, result, 0);
}

}  // namespace

// The results of all rectifiers, in the order they run.
struct PackedResNet::Pass {
  std::vector<at::Tensor> kept;

  at::Tensor take() {
    at::Tensor last = std::move(kept.back());
    kept.pop_back();
    return last;
  }
};

PackedResNet::~PackedResNet() = default;

PackedResNet::PackedResNet(const ResNetBody& body, at::ScalarType type)
    : type_(type), conv2_(body.conv2, type), conv3_(body.conv3, type) {
  for (const Bottleneck& block : body.blocks) {
    if (block.stride > 2) fail(Status::internal, "a stage of stride {}", block.stride);
    Block packed;
    packed.conv1 = PackedConv(block.conv1, type);
    packed.conv2 = PackedConv(block.conv2, type);
    packed.conv3 = PackedConv(block.conv3, type);
    if (block.downsample.weight.defined()) packed.downsample = PackedConv(block.downsample, type);
    packed.pools = block.stride == 2;
    blocks_.push_back(std::move(packed));
  }
}

at::Tensor PackedResNet::operator()(const at::Tensor& x) const {
  return WrittenOut<PackedResNet>::run(*this, x);
}

// pass: what to keep for the way back, or NULL.
at::Tensor PackedResNet::forward(const at::Tensor& input, Pass* pass) const {
  const auto keep = [&](at::Tensor rectified) {
    if (pass != nullptr) pass->kept.push_back(rectified);
    return rectified;
  };
  const auto rectified = [&](const PackedConv& conv, const at::Tensor& of) {
    return keep(conv.forward_rectified(of));
  };
  at::Tensor x = input.to(type_).contiguous(at::MemoryFormat::ChannelsLast);
  x = pool(rectified(conv3_, rectified(conv2_, x)));
  for (const Block& block : blocks_) {
    at::Tensor y = rectified(block.conv2, rectified(block.conv1, x));
    at::Tensor shortcut = x;
    if (block.pools) {
      y = pool(y);
      shortcut = pool(x);
    }
    if (block.downsample.defined()) shortcut = block.downsample.forward(shortcut);
    x = keep(block.conv3.forward(y).add_(shortcut).relu_());
  }
  return x.to(at::kFloat);
}

at::Tensor PackedResNet::backward(const at::Tensor& gradient, Pass& pass) const {
  at::Tensor slope = gradient.to(type_).contiguous(at::MemoryFormat::ChannelsLast);
  for (size_t index = blocks_.size(); index-- > 0;) {
    const Block& block = blocks_[index];
    slope = rectify_backward(slope, pass.take());
    at::Tensor along = block.downsample.defined() ? block.downsample.backward(slope) : slope;
    at::Tensor y = block.conv3.backward(slope);
    if (block.pools) {
      along = pool_backward(along);
      y = pool_backward(y);
    }
    y = block.conv2.backward(rectify_backward(y, pass.take()));
    slope = block.conv1.backward(rectify_backward(y, pass.take())).add_(along);
  }
  slope = conv3_.backward(rectify_backward(pool_backward(slope), pass.take()));
  return conv2_.backward(rectify_backward(slope, pass.take())).to(at::kFloat);
}

}  // namespace clipdraw
