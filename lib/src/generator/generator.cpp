// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "generator/generator.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

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

using Metadata = std::map<std::string, std::string>;
using Tensors = std::map<std::string, at::Tensor>;

bool begins_with(const std::string& name, const std::string& beginning) {
  return name.compare(0, beginning.size(), beginning) == 0;
}

// Returns the tensors whose names begin with the prefix, but for those of training.
Tensors drawing_tensors(const Archive& archive, const std::string& prefix) {
  Tensors tensors;
  for (const std::string& name : archive.names()) {
    const auto is_of = [&](const char* part) { return begins_with(name, prefix + part); };
    if (begins_with(name, prefix) &&
        std::none_of(std::begin(kTrainingParts), std::end(kTrainingParts), is_of)) {
      tensors[name] = archive.tensor(name);
    }
  }
  return tensors;
}

// A kind of generator that is recognised by its tensors. All functions take an archive and what the
// names of its tensors begin with.
struct Kind {
  bool (*fits)(const Archive&, const std::string& prefix);
  std::shared_ptr<const Generator> (*bind)(const Archive&, const std::string& prefix);
  // What a copy needs, see Generator; fails when it would not load.
  Metadata (*metadata)(const Archive&, const std::string& prefix);
  Tensors (*tensors)(const Archive&, const std::string& prefix);
};

using Text = const std::string&;

const Kind kKinds[] = {
    {Vqgan::fits,
     [](const Archive& archive, Text prefix) -> std::shared_ptr<const Generator> {
       return Vqgan::bind(archive, prefix);
     },
     [](const Archive& archive, Text prefix) {
       Vqgan::bind(archive, prefix);
       return find_vqgan_description(archive);
     },
     drawing_tensors},
    {AutoencoderKl::fits,
     [](const Archive& archive, Text prefix) -> std::shared_ptr<const Generator> {
       return AutoencoderKl::bind(archive, prefix);
     },
     [](const Archive& archive, Text prefix) {
       return AutoencoderKl::bind(archive, prefix)->metadata();
     },
     drawing_tensors},
    // Its halves lie in files of their own and are never part of another checkpoint.
    {[](const Archive& archive, Text prefix) {
       return prefix.empty() && TinyAutoencoder::fits(archive);
     },
     [](const Archive& archive, Text) -> std::shared_ptr<const Generator> {
       return TinyAutoencoder::bind(archive);
     },
     [](const Archive& archive, Text) { return TinyAutoencoder::bind(archive)->metadata(); },
     [](const Archive& archive, Text) { return TinyAutoencoder::bind(archive)->tensors(); }},
};

// A file or folder of tensors whose kind is known.
struct Recognised {
  Archive archive;
  const Kind* kind;
  std::string prefix;
};

Recognised recognise(const std::string& path) {
  Archive archive = Archive::open(path);
  for (const char* prefix : {kFirstStage, ""}) {
    for (const Kind& kind : kKinds) {
      if (kind.fits(archive, prefix)) return {std::move(archive), &kind, prefix};
    }
  }
  fail(
      Status::unsupported,
      "{}: holds no generator that is known here, found {} tensors, the first of them {}; expected "
      "a VQGAN (quantize.embedding.weight), an AutoencoderKL (decoder.up.* or "
      "decoder.up_blocks.*), "
      "a TAESD decoder (1.weight or decoder.layers.0.weight), or a TorchScript module with "
      "\"generator\": \"torchscript\" in {}; a CLIP is named by --clip",
      path, archive.names().size(), archive.names().empty() ? "none" : archive.names().front(),
      side_file_path(path));
}

// A module need not hold tensors, so its description decides and not what an archive finds in it.
std::optional<Description> module_description(const std::string& path) {
  std::optional<Description> beside = side_file(path);
  if (beside && !Scripted::fits(*beside)) beside.reset();
  return beside;
}

// Recognises what is to be copied; not every generator can be.
Recognised recognise_tensors(const std::string& path) {
  if (path == kFft) fail(Status::unsupported, "{}: has no weights to copy", path);
  if (module_description(path)) {
    fail(
        Status::unsupported,
        "{}: is a module, which is code and not only tensors, so there is no copy of it in another "
        "format; keep the file as it is",
        path);
  }
  return recognise(path);
}

}  // namespace

std::shared_ptr<const Generator> Generator::load(const std::string& reference) {
  if (reference == kFft) return std::make_shared<const Fft>();
  if (const auto module = module_description(reference)) return Scripted::load(reference, *module);
  const Recognised found = recognise(reference);
  return found.kind->bind(found.archive, found.prefix);
}

std::map<std::string, std::string> Generator::archive_metadata(const std::string& path) {
  const Recognised found = recognise_tensors(path);
  return found.kind->metadata(found.archive, found.prefix);
}

std::map<std::string, at::Tensor> Generator::archive_tensors(const std::string& path) {
  const Recognised found = recognise_tensors(path);
  return found.kind->tensors(found.archive, found.prefix);
}

}  // namespace clipdraw
