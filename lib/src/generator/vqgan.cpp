// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "generator/vqgan.hpp"

#include <c10/core/GradMode.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/error.hpp"
#include "generator/autoencoder_work.hpp"
#include "generator/checks.hpp"
#include "generator/description.hpp"
#include "nn/work.hpp"
#include "types/options.hpp"

namespace clipdraw {
namespace {

// VQGAN-CLIP's learning rate with Adam (Crowson et al. 2022); half of its steps.
constexpr Generator::Suggestion kTaming{0.1, 250};

// Adds to a binder's message what the description says otherwise than the tensors.
[[noreturn]] void explain(const Error& error, const Archive& archive, const std::string& prefix,
                          const VqganConfig& described) {
  std::vector<std::string> contradictions;
  try {
    contradictions = differences(described, infer_vqgan_config(archive, prefix));
  } catch (const Error&) {
    // Tensors that tell the sizes are missing: the binder's message names them.
  }
  if (contradictions.empty()) throw error;
  fail(Status::bad_weights,
       "{}: the description does not match the tensors: {}. Expected the one that belongs to this "
       "file, or none: sizes are read from the tensors then. In detail: {}",
       archive.path(), fmt::join(contradictions, "; "), error.what());
}

}  // namespace

bool Vqgan::fits(const Archive& archive, const std::string& prefix) {
  return archive.contains(prefix + "quantize.embedding.weight") ||
         archive.contains(prefix + "quantize.embed.weight") ||
         (prefix.empty() && archive.metadata().count("ddconfig") != 0);
}

std::shared_ptr<const Vqgan> Vqgan::bind(const Archive& archive, const std::string& prefix) {
  std::shared_ptr<Vqgan> vqgan(new Vqgan());
  vqgan->files_ = archive.files();
  if (archive.metadata().count("ddconfig") == 0 && side_file(archive.path())) {
    vqgan->files_.push_back(side_file_path(archive.path()));
  }
  Binder binder(archive, prefix);
  const std::map<std::string, std::string> description = find_vqgan_description(archive);
  if (description.empty()) {
    vqgan->config_ = infer_vqgan_config(archive, prefix);
    bind_all(binder, [&] { vqgan->take(binder); });
    return vqgan;
  }
  vqgan->config_ = read_vqgan_config(description, archive.path());
  try {
    bind_all(binder, [&] { vqgan->take(binder); });
  } catch (const Error& error) {
    explain(error, archive, prefix, vqgan->config_);
  }
  return vqgan;
}

void Vqgan::take(Binder& binder) {
  const VqganConfig& config = config_;
  const int64_t z_channels = config.layout.z_channels;
  encoder_ = bind_encoder(binder, config.layout);
  decoder_.set(bind_decoder(binder, config.layout), binder,
               [layout = config.layout](Binder& again) { return bind_decoder(again, layout); });
  if (binder.contains("quantize.embed.weight")) {
    // GumbelVQ keeps the encoder's width and scores every code with a 1x1 convolution.
    quant_conv_ = bind_conv(binder, "quant_conv", -1, z_channels, 1);
    code_scores_ = bind_conv(binder, "quantize.proj", config.codes, quant_conv_.out_channels(), 1);
    book_ = Codebook(binder.take("quantize.embed.weight", {config.codes, config.embed_dim}));
  } else {
    quant_conv_ = bind_conv(binder, "quant_conv", config.embed_dim, z_channels, 1);
    book_ = Codebook(binder.take("quantize.embedding.weight", {config.codes, config.embed_dim}));
  }
  post_quant_conv_ = bind_conv(binder, "post_quant_conv", z_channels, config.embed_dim, 1);
  weight_bytes_ = binder.bytes() + static_cast<int64_t>(book_.rows().nbytes());  // and its products
  // What training leaves in published files: losses and discriminators, averages of the weights and
  // of the codes, and the colours of segmentation maps.
  for (const char* left : {"loss.*", "discriminator.*", "perceptual_loss.*", "model_ema.*",
                           "quantize.embedding.cluster_size", "quantize.embedding.embed_avg",
                           "quantize.used", "colorize"}) {
    binder.ignore(left);
  }
}

std::vector<std::vector<int64_t>> Vqgan::latent_shapes(int width, int height) const {
  require_size(width, height, factor());
  return {{1, config_.embed_dim, height / factor(), width / factor()}};
}

Generator::Suggestion Vqgan::suggestion() const {
  if (!config_.ours) return kTaming;
  const Options defaults;  // our own models are what they were tuned with
  return {defaults.learning_rate, defaults.steps};
}

at::Tensor Vqgan::decode_codes(const at::Tensor& z_q, const Compute& compute) const {
  const at::Tensor x = post_quant_conv_(z_q);
  return compute.form == Form::plain ? decoder_.plain()(x, compute.recompute)
                                     : decoder_.packed(compute.form)(x, compute.recompute);
}

at::Tensor Vqgan::encode_continuous(const at::Tensor& image) const {
  return quant_conv_(encoder_(image));
}

at::Tensor Vqgan::choose_codes(const at::Tensor& z) const {
  return code_scores_.weight.defined() ? code_scores_(z).argmax(1) : book_.nearest(z);
}

at::Tensor Vqgan::decode(const Latent& latent, const Compute& compute) const {
  const at::Tensor& z = require_latent(latent, config_.embed_dim);
  return (decode_codes(book_.quantize(z), compute) + 1) * 0.5;
}

std::optional<GraphMemory> Vqgan::decode_memory(const BatchShape& z, const Compute& compute) const {
  GraphMemory memory =
      decoder_.shapes().memory({z.count, config_.layout.z_channels, z.height, z.width}, compute);
  // The distances of every place to every code.
  memory.forward = std::max(memory.forward, z.places() * (config_.codes + 2 * z.channels));
  return memory;
}

Work Vqgan::work(int width, int height) const {
  const int64_t h = height / factor();
  const int64_t w = width / factor();
  Work work = work_of(decoder_.shapes(), h, w);
  work += work_of(post_quant_conv_, h * w);
  // The nearest codes are looked for without a gradient.
  work.forward += static_cast<double>(h * w * book_.rows().numel());
  return work;
}

Latent Vqgan::encode(const at::Tensor& image) const {
  const at::NoGradGuard no_grad;
  require_image(image, factor());
  return make_latent(book_.look_up(choose_codes(encode_continuous(image * 2 - 1))));
}

Latent Vqgan::from_values(const at::Tensor& values) const {
  const at::NoGradGuard no_grad;
  require_values(values, config_.embed_dim);
  return make_latent(book_.look_up(book_.nearest(values)));
}

Latent Vqgan::make_latent(at::Tensor value) const {
  LatentPart part;
  part.name = "z";
  part.value = std::move(value);
  part.low = book_.low();
  part.high = book_.high();
  return {std::move(part)};
}

}  // namespace clipdraw
