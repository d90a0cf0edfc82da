// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "generator/autoencoder_kl.hpp"

#include <c10/core/GradMode.h>
#include <fmt/ranges.h>

#include "base/error.hpp"
#include "generator/autoencoder_work.hpp"
#include "generator/checks.hpp"
#include "nn/work.hpp"

namespace clipdraw {
namespace {

// latent-diffusion's v1-inference.yaml; the four channels of SDXL want 0.13025, which differs too
// little to matter for a first Z.
constexpr double kFourChannelScale = 0.18215;

// Fails where a description names a number that the tensors contradict.
void agree(const Description& description, const char* key, int64_t found) {
  if (!description.has(key)) return;
  if (description.number(key, 0, 1 << 20) != found) {
    description.bad(key, fmt::format("{}, which the tensors have", found),
                    "take the config that belongs to this file");
  }
}

}  // namespace

bool AutoencoderKl::fits(const Archive& archive, const std::string& prefix) {
  return find_layer_names(archive, prefix) != nullptr && !has_any(archive, prefix + "quantize.");
}

std::shared_ptr<const AutoencoderKl> AutoencoderKl::bind(const Archive& archive,
                                                         const std::string& prefix) {
  std::shared_ptr<AutoencoderKl> model(new AutoencoderKl());
  model->files_ = archive.files();
  for (const std::string& file : description_files(archive)) model->files_.push_back(file);
  model->layout_ = infer_layout(archive, prefix);
  model->channels_ = model->layout_.z_channels;
  const std::string post = prefix + "post_quant_conv.weight";
  if (archive.contains(post)) {
    const std::vector<int64_t> shape = archive.shape(post);
    if (shape.size() == 4) model->channels_ = shape[1];
  }
  model->read(describe(archive), archive);
  Binder binder(archive, prefix);
  bind_all(binder, [&] { model->take(binder); });
  return model;
}

void AutoencoderKl::read(const std::optional<Description>& description, const Archive& archive) {
  if (channels_ == 4) scale_.scale = kFourChannelScale;
  if (!description || (channels_ != 4 && !description->has("scaling_factor"))) {
    if (channels_ == 4) return;
    fail(Status::bad_weights,
         "{}: nothing says how wide the {} latent channels spread, expected \"scaling_factor\" and "
         "\"shift_factor\" in {} (Stable Diffusion 3 has 1.5305 and 0.0609, FLUX.1 0.3611 and "
         "0.1159)",
         archive.path(), channels_, side_file_path(archive.path()));
  }
  const std::string type = description->text("_class_name", "AutoencoderKL");
  if (type != "AutoencoderKL") {
    fail(Status::unsupported,
         "{}: \"_class_name\" is \"{}\", expected AutoencoderKL or AutoencoderTiny",
         description->place(), type);
  }
  scale_ = read_latent_scale(*description, scale_);
  layout_.groups = description->number("norm_num_groups", 1, 4096, layout_.groups);
  layout_.activation = activation_from_name(description->text("act_fn", "silu"));
  native_size_ = static_cast<int>(description->number("native_size", 1, 65536, native_size_));
  agree(*description, "latent_channels", channels_);
  agree(*description, "layers_per_block", layout_.encoder_blocks);
  for (const char* key : {"in_channels", "out_channels"}) agree(*description, key, 3);
  if (description->has("block_out_channels") &&
      description->numbers("block_out_channels", 1, 1 << 16, 8) != layout_.widths) {
    description->bad("block_out_channels",
                     fmt::format("{}, which the tensors have", layout_.widths),
                     "take the config that belongs to this file");
  }
  for (const char* key : {"latents_mean", "latents_std"}) {
    if (description->has(key)) {
      fail(Status::unsupported, "{}: \"{}\" is given, expected \"scaling_factor\" alone",
           description->place(), key);
    }
  }
}

void AutoencoderKl::take(Binder& binder) {
  if (layout_.encoder_channels != 2 * layout_.z_channels) {
    binder.problem(
        fmt::format("encoder.conv_out gives {} channels, {} expected: a mean and a "
                    "variance for each of the decoder's {}",
                    layout_.encoder_channels, 2 * layout_.z_channels, layout_.z_channels));
  }
  encoder_ = bind_encoder(binder, layout_);
  decoder_.set(bind_decoder(binder, layout_), binder,
               [layout = layout_](Binder& again) { return bind_decoder(again, layout); });
  if (has_any(binder, "quant_conv.")) {
    quant_conv_ = bind_conv(binder, "quant_conv", 2 * channels_, layout_.encoder_channels, 1);
  }
  if (has_any(binder, "post_quant_conv.")) {
    post_quant_conv_ = bind_conv(binder, "post_quant_conv", layout_.z_channels, channels_, 1);
  }
  weight_bytes_ = binder.bytes();
  for (const char* left : {"loss.*", "discriminator.*", "model_ema.*"}) binder.ignore(left);
}

std::map<std::string, std::string> AutoencoderKl::metadata() const {
  nlohmann::json config{{"scaling_factor", scale_.scale},
                        {"shift_factor", scale_.shift},
                        {"native_size", native_size_}};
  if (layout_.groups != 0) config["norm_num_groups"] = layout_.groups;
  return {{"config", config.dump()}};
}

std::vector<std::vector<int64_t>> AutoencoderKl::latent_shapes(int width, int height) const {
  require_size(width, height, factor());
  return {{1, channels_, height / factor(), width / factor()}};
}

// Latents have the spread of the TAESD family's, which were measured.
Generator::Suggestion AutoencoderKl::suggestion() const { return {0.05, 150}; }

at::Tensor AutoencoderKl::decode_raw(const at::Tensor& latent, const Compute& compute) const {
  const at::Tensor x = post_quant_conv_.weight.defined() ? post_quant_conv_(latent) : latent;
  return compute.form == Form::plain ? decoder_.plain()(x, compute.recompute)
                                     : decoder_.packed(compute.form)(x, compute.recompute);
}

at::Tensor AutoencoderKl::encode_mean(const at::Tensor& image) const {
  at::Tensor moments = encoder_(image);
  if (quant_conv_.weight.defined()) moments = quant_conv_(moments);
  return moments.narrow(1, 0, channels_);
}

at::Tensor AutoencoderKl::decode(const Latent& latent, const Compute& compute) const {
  return (decode_raw(scale_.from_z(require_latent(latent, channels_)), compute) + 1) * 0.5;
}

std::optional<GraphMemory> AutoencoderKl::decode_memory(const BatchShape& z,
                                                        const Compute& compute) const {
  return decoder_.shapes().memory({z.count, layout_.z_channels, z.height, z.width}, compute);
}

Work AutoencoderKl::work(int width, int height) const {
  const int64_t h = height / factor();
  const int64_t w = width / factor();
  Work work = work_of(decoder_.shapes(), h, w);
  work += work_of(post_quant_conv_, h * w);
  return work;
}

Latent AutoencoderKl::encode(const at::Tensor& image) const {
  const at::NoGradGuard no_grad;
  require_image(image, factor());
  return make_normal_latent(scale_.to_z(encode_mean(image * 2 - 1)));
}

Latent AutoencoderKl::from_values(const at::Tensor& values) const {
  return normal_latent_from(values, channels_);
}

}  // namespace clipdraw
