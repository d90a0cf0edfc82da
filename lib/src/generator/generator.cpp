// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "generator/generator.hpp"

#include <algorithm>
#include <iterator>
#include <optional>

#include "base/error.hpp"
#include "generator/autoencoder_kl.hpp"
#include "generator/description.hpp"
#include "generator/fft.hpp"
#include "generator/scripted.hpp"
#include "generator/tiny_autoencoder.hpp"
#include "generator/vqgan.hpp"
#include "weights/archive.hpp"

namespace clipdraw {
namespace {

constexpr const char* kFft = "fft";

// Where checkpoints of latent diffusion keep their autoencoder, among other models.
constexpr const char* kFirstStage = "first_stage_model.";

// What a checkpoint holds for training alone.
constexpr const char* kTrainingParts[] = {"loss.", "discriminator.", "perceptual_loss.",
                                          "model_ema."};

}  // namespace

std::shared_ptr<const Generator> Generator::load(const std::string& reference) {
  if (reference == kFft) return std::make_shared<const Fft>();
  // A module need not hold tensors, so its description decides and not what an archive finds in it.
  const std::optional<Description> beside = side_file(reference);
  if (beside && Scripted::fits(*beside)) return Scripted::load(reference, *beside);
  const Archive archive = Archive::open(reference);
  for (const char* prefix : {kFirstStage, ""}) {
    if (Vqgan::fits(archive, prefix)) return Vqgan::bind(archive, prefix);
    if (AutoencoderKl::fits(archive, prefix)) return AutoencoderKl::bind(archive, prefix);
  }
  if (TinyAutoencoder::fits(archive)) return TinyAutoencoder::bind(archive);
  fail(
      Status::unsupported,
      "{}: holds no generator that is known here, found {} tensors, the first of them {}; expected "
      "a VQGAN (quantize.embedding.weight), an AutoencoderKL (decoder.up.* or "
      "decoder.up_blocks.*), "
      "a TAESD decoder (1.weight or decoder.layers.0.weight), or a TorchScript module with "
      "\"generator\": \"torchscript\" in {}; a CLIP is named by --clip",
      reference, archive.names().size(), archive.names().empty() ? "none" : archive.names().front(),
      side_file_path(reference));
}

std::map<std::string, std::string> Generator::archive_metadata(const std::string& path) {
  if (path == kFft) fail(Status::unsupported, "{}: has no weights to copy", path);
  const std::optional<Description> beside = side_file(path);
  if (beside && Scripted::fits(*beside)) {
    fail(
        Status::unsupported,
        "{}: is a module, which is code and not only tensors, so there is no copy of it in another "
        "format; keep the file as it is",
        path);
  }
  const Archive archive = Archive::open(path);
  for (const char* prefix : {kFirstStage, ""}) {
    if (Vqgan::fits(archive, prefix)) {
      Vqgan::bind(archive, prefix);  // fails when the copy would not load
      return find_vqgan_description(archive);
    }
    if (AutoencoderKl::fits(archive, prefix)) {
      return AutoencoderKl::bind(archive, prefix)->metadata();
    }
  }
  if (TinyAutoencoder::fits(archive)) return TinyAutoencoder::bind(archive)->metadata();
  load(path);  // fails, saying what was found
  return {};
}

std::map<std::string, at::Tensor> Generator::archive_tensors(const std::string& path) {
  const Archive archive = Archive::open(path);
  if (TinyAutoencoder::fits(archive)) return TinyAutoencoder::bind(archive)->tensors();
  const bool staged =
      Vqgan::fits(archive, kFirstStage) || AutoencoderKl::fits(archive, kFirstStage);
  const std::string prefix = staged ? kFirstStage : "";
  const auto begins_with = [](const std::string& name, const std::string& beginning) {
    return name.compare(0, beginning.size(), beginning) == 0;
  };
  std::map<std::string, at::Tensor> tensors;
  for (const std::string& name : archive.names()) {
    if (!begins_with(name, prefix)) continue;
    const auto is_of = [&](const char* part) { return begins_with(name, prefix + part); };
    if (std::none_of(std::begin(kTrainingParts), std::end(kTrainingParts), is_of)) {
      tensors[name] = archive.tensor(name);
    }
  }
  return tensors;
}

}  // namespace clipdraw
