// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "session/model.hpp"

#include <filesystem>
#include <utility>

#include "base/error.hpp"
#include "base/sha256.hpp"

namespace clipdraw {
namespace {

namespace fs = std::filesystem;

constexpr const char* kClip = "clip.safetensors";
constexpr const char* kGenerator = "vqgan.safetensors";
constexpr const char* kPrior = "prior.safetensors";
constexpr const char* kVocabulary = "vocab.txt.gz";

}  // namespace

Model::Model(Clip clip, std::shared_ptr<const Generator> generator, Tokenizer tokenizer)
    : clip_(std::move(clip)), generator_(std::move(generator)), tokenizer_(std::move(tokenizer)) {}

std::shared_ptr<const Model> Model::load(const std::string& folder, LogFn log) {
  std::error_code code;
  if (!fs::is_directory(folder, code)) {
    fail(Status::not_found, "{}: no such folder of weights", folder);
  }
  const auto path = [&](const char* name) { return (fs::path(folder) / name).string(); };
  Clip clip = Clip::load(path(kClip));
  const bool nfc = clip.perceptor().nfc;
  std::shared_ptr<Model> model(new Model(std::move(clip), Generator::load(path(kGenerator)),
                                         Tokenizer::from_file(path(kVocabulary), nfc)));
  if (fs::exists(path(kPrior), code)) model->prior_ = Prior::load(path(kPrior));
  model->log_ = std::move(log);
  model->check_fit(folder);
  for (const char* name : {kClip, kGenerator, kPrior, kVocabulary}) {
    if (name != kPrior || model->prior_) model->hashes_[name] = sha256_file(path(name));
  }
  return model;
}

void Model::check_fit(const std::string& folder) const {
  const auto words = static_cast<int64_t>(tokenizer_.vocab_size());
  if (words != clip_.vocab_size()) {
    fail(Status::bad_weights, "{}: {} has {} tokens, {} was trained with {}", folder, kVocabulary,
         words, kClip, clip_.vocab_size());
  }
  if (!prior_) return;
  if (prior_->vocab_size() != clip_.vocab_size() ||
      prior_->context_length() < clip_.context_length() ||
      prior_->embed_dim() != clip_.embed_dim()) {
    fail(Status::bad_weights,
         "{}: {} reads {} of {} tokens and embeddings of {}, {} reads {} of {} and makes "
         "embeddings of {}",
         folder, kPrior, prior_->context_length(), prior_->vocab_size(), prior_->embed_dim(), kClip,
         clip_.context_length(), clip_.vocab_size(), clip_.embed_dim());
  }
  if (prior_->channels() != latent_channels()) {
    fail(Status::bad_weights, "{}: {} draws {} channels, {} has {}", folder, kPrior,
         prior_->channels(), kGenerator, latent_channels());
  }
}

int64_t Model::latent_channels() const {
  const int side = generator_->native_size();
  return generator_->latent_shapes(side, side).front()[1];
}

void Model::log(LogLevel level, const std::string& text) const {
  if (log_) log_(level, text);
}

}  // namespace clipdraw
