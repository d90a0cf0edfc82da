// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "generator/autoencoder_layout.hpp"

#include "base/error.hpp"

namespace clipdraw {
namespace {

constexpr int64_t kMostLevels = 8;
constexpr int64_t kMostBlocks = 64;

constexpr LayerNames kTaming{"encoder.down.",
                             "decoder.up.",
                             false,
                             ".block.",
                             ".attn.",
                             ".downsample.conv",
                             ".upsample.conv",
                             ".mid.block_1",
                             ".mid.attn_1",
                             ".mid.block_2",
                             ".norm_out",
                             ".nin_shortcut",
                             ".norm",
                             ".q",
                             ".k",
                             ".v",
                             ".proj_out"};

constexpr LayerNames diffusers(const char* query, const char* key, const char* value,
                               const char* out) {
  return {"encoder.down_blocks.",
          "decoder.up_blocks.",
          true,
          ".resnets.",
          ".attentions.",
          ".downsamplers.0.conv",
          ".upsamplers.0.conv",
          ".mid_block.resnets.0",
          ".mid_block.attentions.0",
          ".mid_block.resnets.1",
          ".conv_norm_out",
          ".conv_shortcut",
          ".group_norm",
          query,
          key,
          value,
          out};
}
constexpr LayerNames kDiffusers = diffusers(".to_q", ".to_k", ".to_v", ".to_out.0");
constexpr LayerNames kEarlyDiffusers = diffusers(".query", ".key", ".value", ".proj_attn");

// Returns how many of name + "0", name + "1" ... have tensors.
int64_t count(const Archive& archive, const std::string& name, int64_t most) {
  int64_t found = 0;
  while (found < most && has_any(archive, fmt::format("{}{}.", name, found))) ++found;
  return found;
}

int64_t size(const Archive& archive, const std::string& name, size_t dimension) {
  const std::vector<int64_t> shape = archive.shape(name);
  if (shape.size() != 4) {
    fail(Status::bad_weights, "{}: tensor {}: has {} dimensions, 4 expected of a convolution",
         archive.path(), name, shape.size());
  }
  return shape[dimension];
}

}  // namespace

std::string LayerNames::up_level(int64_t level, int64_t levels) const {
  return up + std::to_string(up_from_smallest ? levels - 1 - level : level);
}

const LayerNames& taming_names() { return kTaming; }

const LayerNames* find_layer_names(const Archive& archive, const std::string& prefix) {
  if (has_any(archive, prefix + kTaming.up)) return &kTaming;
  if (!has_any(archive, prefix + kDiffusers.up)) return nullptr;
  const std::string attention = prefix + "decoder" + kDiffusers.mid_attention;
  return has_any(archive, attention + kEarlyDiffusers.query + ".") ? &kEarlyDiffusers : &kDiffusers;
}

AutoencoderLayout infer_layout(const Archive& archive, const std::string& prefix) {
  AutoencoderLayout layout;
  layout.names = find_layer_names(archive, prefix);
  if (layout.names == nullptr) {
    fail(Status::bad_weights, "{}: has no {}{}*, which a convolutional autoencoder has",
         archive.path(), prefix, kTaming.up);
  }
  const LayerNames& names = *layout.names;
  layout.stem = size(archive, prefix + "encoder.conv_in.weight", 0);
  const int64_t levels = count(archive, prefix + names.down, kMostLevels);
  for (int64_t level = 0; level < levels; ++level) {
    const std::string name = prefix + names.down + std::to_string(level);
    layout.widths.push_back(size(archive, name + names.block + "0.conv1.weight", 0));
    layout.attention.push_back(has_any(archive, name + names.attention + "0."));
  }
  if (levels == 0) {
    fail(Status::bad_weights, "{}: has no {}{}*: the encoder is missing", archive.path(), prefix,
         names.down);
  }
  layout.encoder_blocks = count(archive, prefix + names.down + "0" + names.block, kMostBlocks);
  layout.decoder_blocks = count(archive, prefix + names.up + "0" + names.block, kMostBlocks);
  layout.z_channels = size(archive, prefix + "decoder.conv_in.weight", 1);
  layout.encoder_channels = size(archive, prefix + "encoder.conv_out.weight", 0);
  if (!has_any(archive, prefix + "decoder" + names.norm_out + ".")) layout.groups = 0;
  layout.mid_attention = has_any(archive, prefix + "decoder" + names.mid_attention + ".");
  return layout;
}

}  // namespace clipdraw
