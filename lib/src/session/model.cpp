// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "session/model.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <mutex>
#include <utility>

#include "base/error.hpp"
#include "base/sha256.hpp"
#include "base/stopwatch.hpp"

namespace clipdraw {
namespace {

namespace fs = std::filesystem;
using HashOfFile = std::map<std::string, std::string>;

// By default of models that come without a prior: their guides were not trained to be climbed, and
// more views make up for some of that.
constexpr int kCutoutsOfOthers = 24;

// The last part of a path, also of one that ends with a slash.
std::string last_part(const std::string& path) {
  const fs::path plain = fs::path(path).lexically_normal();
  return (plain.has_filename() ? plain : plain.parent_path()).filename().string();
}

std::string vocabulary_of(const ClipFile& file, const Clip& clip, const std::string& common) {
  if (!file.vocabulary.empty()) return file.vocabulary;
  const std::string beside = find_vocabulary(clip.folder());
  if (!beside.empty()) return beside;
  if (!common.empty()) return common;
  fail(Status::not_found,
       "{}: no vocabulary in its folder (tokenizer.json, vocab.json with merges.txt, vocab.txt.gz "
       "or "
       "bpe_simple_vocab_16e6.txt.gz); name one: --vocabulary FILE, or get OpenAI's: clipdraw "
       "models "
       "fetch clip-vocabulary",
       file.path);
}

Reader load_reader(const ClipFile& file, const std::string& common) {
  if (!std::isfinite(file.weight) || file.weight <= 0) {
    fail(Status::invalid_argument, "clip {}: weight = {}, must be above 0", file.path, file.weight);
  }
  Clip clip = Clip::load(file.path);
  const std::string vocabulary = vocabulary_of(file, clip, common);
  Tokenizer tokenizer = Tokenizer::from_file(vocabulary, clip.perceptor().nfc);
  const auto words = static_cast<int64_t>(tokenizer.vocab_size());
  if (words != clip.vocab_size()) {
    fail(Status::bad_weights,
         "{}: has {} tokens, {} was trained with {}; is it the vocabulary of another model?",
         vocabulary, words, file.path, clip.vocab_size());
  }
  return {last_part(file.path), std::move(clip), std::move(tokenizer), file.weight};
}

void add_files(const std::vector<std::string>& files, std::vector<std::string>& read) {
  read.insert(read.end(), files.begin(), files.end());
}

void add_files(const Reader& reader, std::vector<std::string>& read) {
  add_files(reader.clip.files(), read);
  add_files(reader.tokenizer.files(), read);
}

// The names by which the record knows the files: without folders, unless two are the same.
HashOfFile hash_files(const std::vector<std::string>& files) {
  HashOfFile hashes;
  for (const std::string& file : files) {
    const std::string hash = sha256_file(file);
    const fs::path path(file);
    std::string name = path.filename().string();
    const auto other = hashes.find(name);
    if (other != hashes.end() && other->second != hash) {
      name = (path.parent_path().filename() / path.filename()).string();
    }
    hashes[name] = hash;
  }
  return hashes;
}

// The threads that hash. A process that ends before they do waits for them, also when it leaves its
// models behind: else OpenSSL and LibTorch are taken down under them.
class HashingThreads {
 public:
  // OpenSSL asks to be taken down when it is first used; what asks later goes first.
  HashingThreads() { sha256("", 0); }
  ~HashingThreads() {
    if (process_ != getpid()) return;  // a fork of that process has none of its threads
    for (const std::shared_future<HashOfFile>& hashes : running_) hashes.wait();
  }

  void add(const std::shared_future<HashOfFile>& hashes) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto is_done = [](const std::shared_future<HashOfFile>& other) {
      return other.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
    };
    running_.erase(std::remove_if(running_.begin(), running_.end(), is_done), running_.end());
    running_.push_back(hashes);
  }

 private:
  const pid_t process_ = getpid();
  std::mutex mutex_;
  std::vector<std::shared_future<HashOfFile>> running_;
};

// Computes them on a thread of its own.
std::shared_future<HashOfFile> hash_beside(std::vector<std::string> files) {
  static HashingThreads threads;
  std::shared_future<HashOfFile> hashes =
      std::async(std::launch::async, [files = std::move(files)] {
        return hash_files(files);
      }).share();
  threads.add(hashes);
  return hashes;
}

int64_t channels_of(const Generator& generator) {
  const int side = generator.native_size();
  return generator.latent_shapes(side, side).front()[1];
}

}  // namespace

ModelFiles ModelFiles::in_folder(const std::string& folder) {
  std::error_code code;
  if (!fs::is_directory(folder, code)) {
    fail(Status::not_found, "{}: no such folder of weights", folder);
  }
  const auto path = [&](const char* name) { return (fs::path(folder) / name).string(); };
  ModelFiles files;
  files.clips = {{path("clip.safetensors"), 1, path("vocab.txt.gz")}};
  files.generator = path("vqgan.safetensors");
  files.prior_reader = files.clips.front();
  files.prior_generator = files.generator;
  const auto there = [&](const char* name) {
    return fs::exists(path(name), code) ? path(name) : std::string();
  };
  files.prior = there("prior.safetensors");
  files.judge = {there("judge.safetensors"), 1, path("vocab.txt.gz")};
  files.words = there("words.txt.gz");
  return files;
}

Model::Model(const ModelFiles& files, std::vector<Reader> guides,
             std::shared_ptr<const Generator> generator, LogFn log)
    : files_(files),
      guides_(std::move(guides)),
      generator_(std::move(generator)),
      generator_name_(last_part(files.generator)),
      log_(std::move(log)) {}

std::shared_ptr<const Model> Model::load(const std::string& folder, LogFn log) {
  return load(ModelFiles::in_folder(folder), std::move(log));
}

std::shared_ptr<const Model> Model::load(const ModelFiles& files, LogFn log) {
  return load_parts(files, std::move(log));
}

std::shared_ptr<Model> Model::load_parts(const ModelFiles& files, LogFn log) {
  const Stopwatch watch;
  if (files.clips.empty()) fail(Status::invalid_argument, "model: no clip to guide pictures by");
  std::vector<std::string> read;
  std::vector<Reader> guides;
  double weight = 0;
  for (const ClipFile& file : files.clips) {
    guides.push_back(load_reader(file, files.vocabulary));
    add_files(guides.back(), read);
    weight += file.weight;
  }
  for (Reader& guide : guides) guide.share /= weight;
  std::shared_ptr<const Generator> generator = Generator::load(files.generator);
  add_files(generator->files(), read);
  std::shared_ptr<Model> model(
      new Model(files, std::move(guides), std::move(generator), std::move(log)));
  if (model->has_own_prior()) model->load_prior();
  model->hashes_ = hash_beside(std::move(read));
  model->log(LogLevel::info, fmt::format("loaded the models in {:.2f} s", watch.total()));
  return model;
}

const FirstPicture* Model::first_picture() const {
  if (!has_prior()) return nullptr;
  const std::lock_guard<std::mutex> lock(later_mutex_);
  if (!first_) load_prior();
  return first_.get();
}

const std::map<std::string, std::string>& Model::first_picture_hashes() const {
  if (first_picture() == nullptr) fail(Status::internal, "hashes of no prior");
  return first_hashes_.get();
}

// Reuses what the model has loaded of the prior's own models.
void Model::load_prior() const {
  const Stopwatch watch;
  std::vector<std::string> read{files_.prior};
  Prior prior = Prior::load(files_.prior);
  const auto same = [&](const ClipFile& file) { return file.path == files_.prior_reader.path; };
  const auto guide = std::find_if(files_.clips.begin(), files_.clips.end(), same);
  Reader reader = guide == files_.clips.end()
                      ? load_reader(files_.prior_reader, "")
                      : guides_[static_cast<size_t>(guide - files_.clips.begin())];
  std::shared_ptr<const Generator> generator =
      has_own_prior() ? generator_ : Generator::load(files_.prior_generator);
  add_files(reader, read);
  add_files(generator->files(), read);

  const Clip& clip = reader.clip;
  if (prior.vocab_size() != clip.vocab_size() || prior.context_length() < clip.context_length() ||
      prior.embed_dim() != clip.embed_dim()) {
    fail(
        Status::bad_weights,
        "{}: reads {} of {} tokens and embeddings of {}, {} reads {} of {} and makes embeddings of "
        "{}",
        files_.prior, prior.context_length(), prior.vocab_size(), prior.embed_dim(),
        files_.prior_reader.path, clip.context_length(), clip.vocab_size(), clip.embed_dim());
  }
  if (prior.channels() != channels_of(*generator)) {
    fail(Status::bad_weights, "{}: draws {} channels, {} has {}", files_.prior, prior.channels(),
         files_.prior_generator, channels_of(*generator));
  }
  first_hashes_ = hash_beside(std::move(read));
  first_ = std::make_unique<const FirstPicture>(
      FirstPicture{std::move(prior), std::move(reader), std::move(generator)});
  log(LogLevel::debug, fmt::format("loaded the prior in {:.2f} s", watch.total()));
}

std::shared_ptr<const Model> Model::judge() const {
  if (!has_judge()) {
    fail(Status::not_found, "judge: there is no judge.safetensors in the folder of weights");
  }
  const std::lock_guard<std::mutex> lock(later_mutex_);
  if (!judge_) {
    ModelFiles files;
    files.clips = {files_.judge};
    files.generator = "fft";  // which has no weights; nothing is drawn with it
    files.words = files_.words;
    const std::shared_ptr<Model> judge = load_parts(files, log_);
    judge->is_judge_ = true;
    judge_ = judge;
  }
  return judge_;
}

std::vector<UnknownWord> Model::unknown_words(const std::string& text) const {
  if (files_.words.empty()) return {};
  {
    const std::lock_guard<std::mutex> lock(later_mutex_);
    if (!words_) words_ = std::make_unique<const KnownWords>(KnownWords::from_file(files_.words));
  }
  return words_->unknown_in(text);
}

int64_t Model::latent_channels() const { return channels_of(*generator_); }

Options Model::defaults() const {
  Options options;
  options.size = native_size();
  if (has_own_prior()) return options;
  const Generator::Suggestion suggestion = generator_->suggestion();
  options.start = Start::random;
  options.suggest(suggestion.steps, kCutoutsOfOthers);
  options.learning_rate = suggestion.learning_rate;
  return options;
}

void Model::log(LogLevel level, const std::string& text) const {
  if (log_) log_(level, text);
}

}  // namespace clipdraw
