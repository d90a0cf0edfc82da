// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "generator/vqgan.hpp"

#include <fmt/ranges.h>

#include "base/error.hpp"

namespace clipdraw {

std::shared_ptr<const Vqgan> Vqgan::bind(const Archive& archive) {
  std::shared_ptr<Vqgan> vqgan(new Vqgan());
  vqgan->config_ = read_vqgan_config(archive.metadata(), archive.path());
  vqgan->files_ = {archive.path()};
  Binder binder(archive);
  bind_all(binder, [&] { vqgan->take(binder); });
  return vqgan;
}

void Vqgan::take(Binder& binder) {
  const VqganConfig& config = config_;
  encoder_ = bind_vqgan_encoder(binder, config);
  decoder_ = bind_vqgan_decoder(binder, config);
  if (binder.contains("quantize.embed.weight")) {
    // GumbelVQ keeps the encoder's width and scores every code with a 1x1 convolution.
    quant_conv_ = bind_conv(binder, "quant_conv", -1, config.z_channels, 1);
    code_scores_ = bind_conv(binder, "quantize.proj", config.codes, quant_conv_.out_channels(), 1);
    book_ = Codebook(binder.take("quantize.embed.weight", {config.codes, config.embed_dim}));
  } else {
    quant_conv_ = bind_conv(binder, "quant_conv", config.embed_dim, config.z_channels, 1);
    book_ = Codebook(binder.take("quantize.embedding.weight", {config.codes, config.embed_dim}));
  }
  post_quant_conv_ = bind_conv(binder, "post_quant_conv", config.z_channels, config.embed_dim, 1);
  // What training leaves in published files.
  binder.ignore("loss.*");
  binder.ignore("colorize");
}

std::vector<std::vector<int64_t>> Vqgan::latent_shapes(int width, int height) const {
  const int f = factor();
  if (width < f || height < f || width % f != 0 || height % f != 0) {
    fail(Status::invalid_argument,
         "picture size {}x{} does not fit the generator, expected multiples of {}", width, height,
         f);
  }
  return {{1, config_.embed_dim, height / f, width / f}};
}

at::Tensor Vqgan::decode_codes(const at::Tensor& z_q) const {
  return decoder_(post_quant_conv_(z_q));
}

at::Tensor Vqgan::encode_continuous(const at::Tensor& image) const {
  return quant_conv_(encoder_(image));
}

at::Tensor Vqgan::choose_codes(const at::Tensor& z) const {
  return code_scores_.weight.defined() ? code_scores_(z).argmax(1) : book_.nearest(z);
}

at::Tensor Vqgan::decode(const Latent& latent) const {
  if (latent.size() != 1 || latent[0].value.dim() != 4 ||
      latent[0].value.size(1) != config_.embed_dim) {
    fail(Status::invalid_argument,
         "Z has {} parts of which the first has shape [{}], expected one [N, {}, h, w]",
         latent.size(),
         latent.empty() ? "" : fmt::format("{}", fmt::join(latent[0].value.sizes(), ", ")),
         config_.embed_dim);
  }
  return (decode_codes(book_.quantize(latent[0].value)) + 1) * 0.5;
}

Latent Vqgan::encode(const at::Tensor& image) const {
  const at::NoGradGuard no_grad;
  if (image.dim() != 4 || image.size(1) != 3) {
    fail(Status::invalid_argument, "image has shape [{}], expected [1, 3, H, W]",
         fmt::join(image.sizes(), ", "));
  }
  latent_shapes(static_cast<int>(image.size(3)),
                static_cast<int>(image.size(2)));  // checks the size
  return make_latent(book_.look_up(choose_codes(encode_continuous(image * 2 - 1))));
}

Latent Vqgan::from_values(const at::Tensor& values) const {
  const at::NoGradGuard no_grad;
  if (values.dim() != 4 || values.size(1) != config_.embed_dim) {
    fail(Status::invalid_argument, "values have shape [{}], expected [1, {}, h, w]",
         fmt::join(values.sizes(), ", "), config_.embed_dim);
  }
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
