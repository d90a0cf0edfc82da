// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "clip/clip.hpp"
#include "generator/generator.hpp"
#include "prior/prior.hpp"
#include "prompt/known_words.hpp"
#include "prompt/tokenizer.hpp"
#include "session/model_files.hpp"
#include "types/options.hpp"

namespace clipdraw {

// A CLIP together with the vocabulary that it was trained with.
struct Reader {
  std::string name;  // of its file or folder, for messages
  Clip clip;
  Tokenizer tokenizer;
  double share = 1;  // of the guides' whole weight; the shares of a model set sum to 1
};

// A prior with the models that it was trained with.
struct FirstPicture {
  Prior prior;
  Reader reader;                               // of the words
  std::shared_ptr<const Generator> generator;  // of the picture
};

// A model set: everything that is loaded from files. Immutable, so that any number of sessions and
// threads may share it.
class Model {
 public:
  // Throws not_found, io, bad_weights or unsupported, also when the files do not fit each other.
  // log is kept and is called from the threads that use the model.
  static std::shared_ptr<const Model> load(const ModelFiles& files, LogFn log = {});
  // The files of a folder, see ModelFiles::in_folder.
  static std::shared_ptr<const Model> load(const std::string& folder, LogFn log = {});

  // The CLIPs that guide pictures, or the one that judges them; at least one.
  const std::vector<Reader>& guides() const { return guides_; }
  const Generator& generator() const { return *generator_; }
  const std::string& generator_name() const { return generator_name_; }  // of its file, or "fft"

  // True when something makes a first picture from the words.
  bool has_prior() const { return !files_.prior.empty(); }
  // True when that picture's Z is one of the generator that draws.
  bool has_own_prior() const { return has_prior() && files_.prior_generator == files_.generator; }
  // What makes it; NULL where there is nothing that does. The generator's own prior is loaded with
  // the model; that of another one, which few sessions need, at the first call, which then throws
  // what loading throws. Any thread.
  const FirstPicture* first_picture() const;

  // True when this is another model's judge: pictures may be scored with it and never drawn.
  bool is_judge() const { return is_judge_; }
  bool has_judge() const { return !files_.judge.path.empty(); }
  // The judge of the folder of weights, as a model of its own that draws nothing. It is loaded at
  // the first call, which then throws what loading throws; not_found when there is none. Any
  // thread.
  std::shared_ptr<const Model> judge() const;

  // The words of a text that the folder's models were not trained on; none where other CLIPs guide.
  // Read at the first call, which then throws what reading throws. Any thread.
  std::vector<UnknownWord> unknown_words(const std::string& text) const;

  const Clip& clip() const { return guides_.front().clip; }
  const Tokenizer& tokenizer() const { return guides_.front().tokenizer; }
  int64_t context_length() const { return clip().context_length(); }
  int64_t embedding_size() const { return clip().embed_dim(); }
  int64_t clip_image_size() const { return clip().image_resolution(); }
  int64_t latent_channels() const;
  int64_t factor() const { return generator_->factor(); }
  ImageSize native_size() const { return {generator_->native_size(), generator_->native_size()}; }

  // What to draw with when nothing else is asked for. Without a prior of its own a generator starts
  // from random codes and wants more steps and larger ones, as it suggests.
  Options defaults() const;

  // SHA-256 of each file that was loaded, in hexadecimal, by the file's name (with its folder where
  // two have the same). They are computed beside the first steps; waits for that. Throws io.
  const std::map<std::string, std::string>& hashes() const { return hashes_.get(); }
  // The same of the files that a first picture is made with; there must be a prior.
  const std::map<std::string, std::string>& first_picture_hashes() const;

  void log(LogLevel level, const std::string& text) const;

 private:
  using Hashes = std::shared_future<std::map<std::string, std::string>>;

  Model(const ModelFiles& files, std::vector<Reader> guides,
        std::shared_ptr<const Generator> generator, LogFn log);
  static std::shared_ptr<Model> load_parts(const ModelFiles& files, LogFn log);
  void load_prior() const;

  const ModelFiles files_;
  std::vector<Reader> guides_;
  std::shared_ptr<const Generator> generator_;
  std::string generator_name_;
  Hashes hashes_;
  LogFn log_;

  bool is_judge_ = false;

  mutable std::mutex later_mutex_;  // of what follows, until it is there
  mutable std::unique_ptr<const FirstPicture> first_;
  mutable Hashes first_hashes_;
  mutable std::shared_ptr<const Model> judge_;
  mutable std::unique_ptr<const KnownWords> words_;
};

}  // namespace clipdraw
