// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "generator/tiny_autoencoder.hpp"

#include <c10/core/GradMode.h>

#include <filesystem>
#include <optional>
#include <utility>

#include "base/error.hpp"
#include "generator/checks.hpp"
#include "generator/description.hpp"
#include "nn/work.hpp"

namespace clipdraw {

namespace fs = std::filesystem;

namespace {

constexpr int kMostLayers = 64;
constexpr double kClamp = 3;  // latents are squeezed into -3..3 before they are decoded

// Where the layers of one half stand in an archive.
constexpr const char* kDecoder = "decoder.layers.";
constexpr const char* kEncoder = "encoder.layers.";
constexpr int kPlainDecoderFirst = 1;  // layer 0 is the squeeze, which has no tensors

bool has_layer(const Archive& archive, const std::string& prefix, int layer) {
  return archive.contains(fmt::format("{}{}.weight", prefix, layer));
}

bool has_block(const Archive& archive, const std::string& prefix, int layer) {
  return archive.contains(fmt::format("{}{}.conv.0.weight", prefix, layer));
}

bool is_plain_decoder(const Archive& archive) {
  return has_layer(archive, "", 1) && has_block(archive, "", 3);
}

bool is_plain_encoder(const Archive& archive) {
  return has_layer(archive, "", 0) && has_block(archive, "", 1);
}

int count_layers(const Binder& binder) {
  int count = 0;
  for (int layer = 0; layer < kMostLayers; ++layer) {
    if (has_any(binder, std::to_string(layer) + ".")) count = layer + 1;
  }
  return count;
}

TinyBlock bind_tiny_block(Binder& binder, const std::string& name, int64_t in) {
  TinyBlock block;
  int64_t width = in;
  for (size_t i = 0; i < block.convs.size(); ++i) {
    // A relu without tensors stands between two convolutions.
    block.convs[i] = bind_conv(binder, fmt::format("{}.conv.{}", name, 2 * i), -1, width, 3);
    width = block.convs[i].out_channels();
  }
  if (in != width) block.skip = bind_conv_unbiased(binder, name + ".skip", width, in, 1);
  if (!has_any(binder, name + ".pool.")) return block;
  block.widen = bind_conv_unbiased(binder, name + ".pool.0", -1, in, 1);
  const int64_t wide = block.widen.out_channels();
  block.pool_norm = bind_group_norm(binder, name + ".pool.1", wide);
  block.pool_norm.groups = 4;
  block.pool_norm.epsilon = 1e-5;
  if (wide % block.pool_norm.groups != 0) {
    binder.problem(fmt::format("{}.pool.1: {} channels cannot be split into {} groups", name, wide,
                               block.pool_norm.groups));
  }
  block.narrow = bind_conv_unbiased(binder, name + ".pool.3", in, wide, 1);
  return block;
}

at::Tensor rectify(at::Tensor fresh) { return activate_fresh(std::move(fresh), Activation::relu); }

at::Tensor run(const std::vector<TinyLayer>& layers, at::Tensor x) {
  for (const TinyLayer& layer : layers) x = layer(x);
  return x;
}

// Returns the file that holds the other half: its name has `other` where this one has `half`.
std::optional<std::string> sibling(const Archive& archive, const std::string& half,
                                   const std::string& other) {
  const fs::path path(archive.path());
  std::string name = path.filename().string();
  const size_t at = name.rfind(half);
  if (at == std::string::npos) return std::nullopt;
  name.replace(at, half.size(), other);
  std::error_code ignored;
  const fs::path found = path.parent_path() / name;
  if (!fs::is_regular_file(found, ignored)) return std::nullopt;
  return found.string();
}

}  // namespace

at::Tensor TinyBlock::operator()(const at::Tensor& x) const {
  at::Tensor y = x;
  if (widen.weight.defined()) y = x + narrow(at::relu(pool_norm(widen(x))));
  at::Tensor out = convs[2](rectify(convs[1](rectify(convs[0](y)))));
  return rectify(out.add_(skip.weight.defined() ? skip(y) : y));
}

at::Tensor TinyLayer::operator()(const at::Tensor& x) const {
  if (!conv.weight.defined()) return block(x);
  at::Tensor y = conv(upsample ? at::upsample_nearest2d(x, {x.size(2) * 2, x.size(3) * 2}) : x);
  return relu ? rectify(std::move(y)) : y;
}

std::vector<std::string> TinyAutoencoder::files() const {
  std::vector<std::string> files = files_;
  files.insert(files.end(), description_files_.begin(), description_files_.end());
  return files;
}

bool TinyAutoencoder::fits(const Archive& archive) {
  return has_layer(archive, kDecoder, 0) || is_plain_decoder(archive) || is_plain_encoder(archive);
}

std::shared_ptr<const TinyAutoencoder> TinyAutoencoder::bind(const Archive& archive) {
  std::shared_ptr<TinyAutoencoder> model(new TinyAutoencoder());
  model->files_ = archive.files();
  model->description_files_ = description_files(archive);
  if (const std::optional<Description> description = describe(archive)) {
    const std::string type = description->text("_class_name", "AutoencoderTiny");
    if (type != "AutoencoderTiny") description->bad("_class_name", "AutoencoderTiny");
    for (const auto& [key, wanted] : {std::pair("act_fn", "relu"), {"upsample_fn", "nearest"}}) {
      if (description->text(key, wanted) != wanted) description->bad(key, wanted);
    }
    model->scale_ = read_latent_scale(*description, model->scale_);
    model->native_size_ =
        static_cast<int>(description->number("native_size", 1, 65536, model->native_size_));
  }
  if (has_layer(archive, kDecoder, 0)) {
    Binder decoder(archive, kDecoder);
    bind_all(decoder, [&] { model->take_decoder(decoder, 0); });
    model->weight_bytes_ += decoder.bytes();
    if (!has_layer(archive, kEncoder, 0)) return model;
    Binder encoder(archive, kEncoder);
    bind_all(encoder, [&] { model->take_encoder(encoder); });
    model->weight_bytes_ += encoder.bytes();
    return model;
  }
  if (!is_plain_decoder(archive)) {
    const std::optional<std::string> path = sibling(archive, "encoder", "decoder");
    if (path) return bind(Archive::open(*path));
    fail(Status::bad_weights,
         "{}: holds only the encoder, expected the decoder beside it in a file with \"decoder\" "
         "where this name has \"encoder\"",
         archive.path());
  }
  Binder decoder(archive);
  bind_all(decoder, [&] { model->take_decoder(decoder, kPlainDecoderFirst); });
  model->weight_bytes_ += decoder.bytes();
  if (const std::optional<std::string> path = sibling(archive, "decoder", "encoder")) {
    const Archive other = Archive::open(*path);
    Binder encoder(other);
    bind_all(encoder, [&] { model->take_encoder(encoder); });
    model->weight_bytes_ += encoder.bytes();
    const std::vector<std::string> read = other.files();
    model->files_.insert(model->files_.end(), read.begin(), read.end());
  }
  return model;
}

void TinyAutoencoder::take_decoder(Binder& binder, int first) {
  const int count = count_layers(binder);
  int64_t width = -1;
  bool upsample = false;
  for (int index = first; index < count; ++index) {
    const std::string name = std::to_string(index);
    TinyLayer layer;
    if (has_any(binder, name + ".conv.")) {
      layer.block = bind_tiny_block(binder, name, width);
      width = layer.block.convs[2].out_channels();
    } else if (has_any(binder, name + ".")) {
      // Those after a doubling have no bias.
      layer.conv = upsample ? bind_conv_unbiased(binder, name, -1, width, 3)
                            : bind_conv(binder, name, -1, width, 3);
      layer.upsample = upsample;
      if (upsample) factor_ *= 2;
      upsample = false;
      if (width < 0) channels_ = layer.conv.weight.size(1);
      width = layer.conv.out_channels();
    } else {
      // Layers without tensors: a relu after the first convolution, and the doublings.
      if (index == first + 1) {
        decoder_.back().relu = true;
      } else {
        upsample = true;
      }
      continue;
    }
    decoder_.push_back(std::move(layer));
  }
  if (width != 3) {
    binder.problem(fmt::format("{}{}.weight gives {} channels, 3 expected", binder.prefix(),
                               count - 1, width));
  }
}

void TinyAutoencoder::take_encoder(Binder& binder) {
  const int count = count_layers(binder);
  int64_t width = 3;
  int divisor = 1;
  for (int index = 0; index < count; ++index) {
    const std::string name = std::to_string(index);
    TinyLayer layer;
    if (has_any(binder, name + ".conv.")) {
      layer.block = bind_tiny_block(binder, name, width);
      width = layer.block.convs[2].out_channels();
    } else if (has_any(binder, name + ".")) {
      // Those inside halve the size and have no bias; taesana's first two have one, halve the size
      // too, and are followed by a relu, which is a layer without tensors.
      layer.relu = index + 1 < count && !has_any(binder, std::to_string(index + 1) + ".");
      const bool inside = index != 0 && index + 1 != count;
      const bool biased = layer.relu || !inside;
      layer.conv = biased ? bind_conv(binder, name, -1, width, 3)
                          : bind_conv_unbiased(binder, name, -1, width, 3);
      layer.conv.stride = layer.relu || inside ? 2 : 1;
      divisor *= static_cast<int>(layer.conv.stride);
      width = layer.conv.out_channels();
    } else {
      continue;
    }
    encoder_.push_back(std::move(layer));
  }
  if (width != channels_ || divisor != factor_) {
    binder.problem(
        fmt::format("{}*: the encoder gives {} channels at 1/{} of the size, the decoder "
                    "takes {} at 1/{}: they do not belong together",
                    binder.prefix(), width, divisor, channels_, factor_));
  }
}

std::map<std::string, std::string> TinyAutoencoder::metadata() const {
  const nlohmann::json config{{"scaling_factor", scale_.scale},
                              {"shift_factor", scale_.shift},
                              {"native_size", native_size_}};
  return {{"config", config.dump()}};
}

std::map<std::string, at::Tensor> TinyAutoencoder::tensors() const {
  std::map<std::string, at::Tensor> tensors;
  for (const std::string& file : files_) {
    const Archive archive = Archive::open(file);
    const bool named = has_layer(archive, kDecoder, 0);
    const bool decoder = !named && is_plain_decoder(archive);
    for (const std::string& name : archive.names()) {
      if (named) {
        tensors[name] = archive.tensor(name);
        continue;
      }
      const size_t dot = name.find('.');
      const int layer = std::stoi(name.substr(0, dot)) - (decoder ? kPlainDecoderFirst : 0);
      const std::string rest = std::to_string(layer) + name.substr(dot);
      tensors[(decoder ? kDecoder : kEncoder) + rest] = archive.tensor(name);
    }
  }
  return tensors;
}

std::vector<std::vector<int64_t>> TinyAutoencoder::latent_shapes(int width, int height) const {
  require_size(width, height, factor_);
  return {{1, channels_, height / factor_, width / factor_}};
}

// Measured with taef2 and the embedded CLIP at 128 pixels, "a house by the sea", 150 steps from
// random Z: 0.02, 0.05 and 0.1 end at distances of 0.256, 0.227 and 0.218. The low ones keep
// texture, the high ones turn large areas plain and their colours loud.
Generator::Suggestion TinyAutoencoder::suggestion() const { return {0.05, 150}; }

at::Tensor TinyAutoencoder::decode(const Latent& latent, const Compute& compute) const {
  const at::Tensor raw = scale_.from_z(require_latent(latent, channels_));
  return run_blocks(blocks(), at::tanh(raw * (1 / kClamp)) * kClamp, compute.recompute);
}

std::vector<Block> TinyAutoencoder::blocks() const {
  std::vector<Block> all;
  for (const TinyLayer& layer : decoder_) {
    all.push_back({[&layer](const at::Tensor& x) { return layer(x); },
                   [&layer](const BatchShape& x) { return layer.footprint(x); }});
  }
  return all;
}

std::optional<GraphMemory> TinyAutoencoder::decode_memory(const BatchShape& z,
                                                          const Compute& compute) const {
  return blocks_memory(blocks(), z, compute.recompute);
}

int64_t TinyAutoencoder::encode_values(const BatchShape& image) const {
  int64_t most = 0;
  BatchShape x = image;
  for (const TinyLayer& layer : encoder_) {
    Footprint footprint = layer.footprint(x);
    most = std::max(most, x.values() + footprint.forward);
    footprint.out.height /= layer.conv.stride;
    footprint.out.width /= layer.conv.stride;
    x = footprint.out;
  }
  return most;
}

Work TinyAutoencoder::work(int width, int height) const {
  int64_t places = int64_t{height / factor_} * (width / factor_);
  Work work;
  for (const TinyLayer& layer : decoder_) {
    if (layer.upsample) places *= 4;
    work += work_of(layer.conv, places);
    const TinyBlock& block = layer.block;
    for (const Conv2d& conv : block.convs) work += work_of(conv, places);
    for (const Conv2d* conv : {&block.skip, &block.widen, &block.narrow}) {
      work += work_of(*conv, places);
    }
  }
  return work;
}

Latent TinyAutoencoder::encode(const at::Tensor& image) const {
  const at::NoGradGuard no_grad;
  if (!can_encode()) {
    fail(Status::unsupported,
         "{}: the decoder came without its encoder, expected it in a file with \"encoder\" where "
         "this name has \"decoder\"",
         files_.front());
  }
  require_image(image, factor_);
  return make_normal_latent(scale_.to_z(run(encoder_, image)));
}

Latent TinyAutoencoder::from_values(const at::Tensor& values) const {
  return normal_latent_from(values, channels_);
}

}  // namespace clipdraw
