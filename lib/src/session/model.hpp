// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/log.hpp"
#include "clip/clip.hpp"
#include "generator/generator.hpp"
#include "prior/prior.hpp"
#include "prompt/tokenizer.hpp"
#include "types/options.hpp"

namespace clipdraw {

// A model set: everything that is loaded from a weights folder. Immutable, so that any number of
// sessions and threads may share it.
class Model {
 public:
  // Reads clip.safetensors, vqgan.safetensors, vocab.txt.gz and, where it is there,
  // prior.safetensors. Throws not_found, io or bad_weights, also when the files do not fit each
  // other. log is kept and is called from the threads that use the model.
  static std::shared_ptr<const Model> load(const std::string& folder, LogFn log = {});

  const Clip& clip() const { return clip_; }
  const Generator& generator() const { return *generator_; }
  const Prior* prior() const { return prior_ ? &*prior_ : nullptr; }  // NULL where there is none
  const Tokenizer& tokenizer() const { return tokenizer_; }

  int64_t context_length() const { return clip_.context_length(); }
  int64_t embedding_size() const { return clip_.embed_dim(); }
  int64_t clip_image_size() const { return clip_.image_resolution(); }
  int64_t latent_channels() const;
  int64_t factor() const { return generator_->factor(); }
  ImageSize native_size() const { return {generator_->native_size(), generator_->native_size()}; }
  bool has_prior() const { return prior_.has_value(); }

  // SHA-256 of each file that was loaded, in hexadecimal, by the file's name.
  const std::map<std::string, std::string>& hashes() const { return hashes_; }

  void log(LogLevel level, const std::string& text) const;

 private:
  Model(Clip clip, std::shared_ptr<const Generator> generator, Tokenizer tokenizer);
  void check_fit(const std::string& folder) const;

  Clip clip_;
  std::shared_ptr<const Generator> generator_;
  Tokenizer tokenizer_;
  std::optional<Prior> prior_;
  std::map<std::string, std::string> hashes_;
  LogFn log_;
};

}  // namespace clipdraw
