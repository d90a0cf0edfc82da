// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "generator/autoencoder_work.hpp"

#include "nn/work.hpp"

namespace clipdraw {
namespace {

Work work_of(const ResidualBlock& block, int64_t places) {
  Work work = clipdraw::work_of(block.conv1, places);
  work += clipdraw::work_of(block.conv2, places);
  work += clipdraw::work_of(block.shortcut, places);
  return work;
}

Work work_of(const SpatialAttention& attention, int64_t places) {
  if (!attention.out.weight.defined()) return {};
  Work work = clipdraw::work_of(attention.in, places);
  work += clipdraw::work_of(attention.out, places);
  const auto channels = static_cast<double>(attention.out.out_channels());
  work += of_both(2.0 * static_cast<double>(places) * static_cast<double>(places) * channels);
  return work;
}

}  // namespace

Work work_of(const ConvDecoder& decoder, int64_t height, int64_t width) {
  int64_t places = height * width;
  Work work = work_of(decoder.conv_in, places);
  work += work_of(decoder.mid_1, places);
  work += work_of(decoder.mid_attention, places);
  work += work_of(decoder.mid_2, places);
  for (const Level& level : decoder.up) {
    for (const ResidualBlock& block : level.blocks) work += work_of(block, places);
    for (const SpatialAttention& attention : level.attentions) work += work_of(attention, places);
    if (!level.resample.weight.defined()) continue;
    places *= 4;
    work += work_of(level.resample, places);
  }
  work += work_of(decoder.conv_out, places);
  return work;
}

}  // namespace clipdraw
