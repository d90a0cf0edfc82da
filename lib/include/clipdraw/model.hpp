// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// Part of clipdraw.hpp: models and options.
#pragma once

#include <functional>
#include <limits>
#include <locale>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "clipdraw/types.hpp"

namespace clipdraw {
inline namespace api {

// One CLIP that guides pictures, see clipdraw_clip_file.
struct ClipFile {
  std::string path;
  double weight = 1;
  std::string vocabulary;  // empty: the one beside the weights, else ModelFiles::vocabulary
};

// Where the parts of a model lie, see clipdraw_model_files. An empty name: that of the folder.
struct ModelFiles {
  std::string weights_dir;
  std::vector<ClipFile> clips;
  std::string generator;
  std::string vocabulary;
};

// A word of a prompt that models were not trained on.
struct UnknownWord {
  std::string word;     // as the prompt has it
  std::string nearest;  // known word; may be empty
};

class Options;

// Weights and vocabulary. May be used by any number of threads and sessions.
class Model {
 public:
  // Receives log lines, from any thread that uses the model.
  using Log = std::function<void(LogLevel, std::string_view)>;

  // Loads a weights folder; an empty name is the usual folder. log is kept with the model; what it
  // throws is dropped.
  static Model load(const std::string& folder = "", Log log = nullptr) {
    return load(ModelFiles{folder, {}, "", ""}, std::move(log));
  }

  // Loads files as they are published: any CLIP with any generator, several CLIPs at once.
  static Model load(const ModelFiles& files, Log log = nullptr) {
    Model model;
    if (log) model.log_ = std::make_shared<Log>(std::move(log));
    std::vector<clipdraw_clip_file> clips;
    for (const ClipFile& clip : files.clips) {
      clips.push_back(
          {detail::c_text(clip.path), clip.weight, detail::null_if_empty(clip.vocabulary)});
    }
    clipdraw_model_files view{};
    view.struct_size = sizeof view;
    view.weights_dir = detail::null_if_empty(files.weights_dir);
    view.clips = clips.data();
    view.clip_count = clips.size();
    view.generator = detail::null_if_empty(files.generator);
    view.vocabulary = detail::null_if_empty(files.vocabulary);
    clipdraw_model* handle = nullptr;
    check(clipdraw_model_load_files(&view, model.log_ ? &Model::forward_log : nullptr,
                                    model.log_.get(), &handle));
    model.handle_.reset(handle);
    return model;
  }

  ModelInfo info() const {
    return detail::read_struct<ModelInfo>(
        [&](ModelInfo* out) { return clipdraw_model_get_info(get(), out); });
  }

  // Describes CLIP `index`, 0..info().clip_count-1; its name lives as long as the model.
  ClipInfo clip_info(std::size_t index) const {
    return detail::read_struct<ClipInfo>(
        [&](ClipInfo* out) { return clipdraw_model_get_clip_info(get(), index, out); });
  }

  // What drawing with these options takes, `together` pictures in one pass.
  inline MemoryPlan plan_memory(const Options& options, int together = 1) const;

  // The tokens that CLIP `index` reads, start and end mark included.
  std::vector<std::int32_t> tokenize(const std::string& text, std::size_t index = 0) const {
    return detail::read_values<std::int32_t>(
        [&](std::int32_t* out, std::size_t capacity, std::size_t* count) {
          return clipdraw_model_tokenize(get(), index, detail::c_text(text), out, capacity, count);
        });
  }

  // What the CLIPs make of a text or a picture: info().embedding_length numbers.
  std::vector<float> encode_text(const std::string& text) const {
    return detail::read_values<float>([&](float* out, std::size_t capacity, std::size_t* count) {
      return clipdraw_model_encode_text(get(), detail::c_text(text), out, capacity, count);
    });
  }
  std::vector<float> encode_image(const ImageView& image) const {
    const clipdraw_image view = image.c();
    return detail::read_values<float>([&](float* out, std::size_t capacity, std::size_t* count) {
      return clipdraw_model_encode_image(get(), &view, out, capacity, count);
    });
  }

  // How near a picture is to prompts as people type them.
  Score score(const ImageView& image, const std::string& prompts) const {
    const clipdraw_image view = image.c();
    return detail::read_struct<Score>([&](Score* out) {
      return clipdraw_model_score(get(), &view, detail::c_text(prompts), out);
    });
  }

  // The judge of the folder of weights: a model that scores and encodes, and never draws.
  Model judge() const {
    Model judge;
    judge.log_ = log_;
    clipdraw_model* handle = nullptr;
    check(clipdraw_model_get_judge(get(), &handle));
    judge.handle_.reset(handle);
    return judge;
  }

  // The words of a text that the folder's models were not trained on, and the nearest known ones.
  std::vector<UnknownWord> unknown_words(const std::string& text) const {
    const std::string lines =
        detail::read_text([&](char* out, std::size_t capacity, std::size_t* length) {
          return clipdraw_model_unknown_words(get(), detail::c_text(text), out, capacity, length);
        });
    std::vector<UnknownWord> words;
    for (std::size_t from = 0; from < lines.size();) {
      const std::size_t tab = lines.find('\t', from);
      const std::size_t end = lines.find('\n', tab);
      words.push_back({lines.substr(from, tab - from), lines.substr(tab + 1, end - tab - 1)});
      from = end + 1;
    }
    return words;
  }

  clipdraw_model* get() const noexcept { return handle_.get(); }

  // What was given to load(); NULL where nothing was.
  const std::shared_ptr<Log>& log() const noexcept { return log_; }

 private:
  Model() = default;

  static void forward_log(clipdraw_log_level level, const char* text, void* user) {
    try {
      (*static_cast<Log*>(user))(static_cast<LogLevel>(level), text);
    } catch (...) {  // a log line is not worth a picture, and nothing may unwind through C
    }
  }

  std::shared_ptr<Log> log_;  // before handle_: outlives it
  std::unique_ptr<clipdraw_model, detail::Deleter<clipdraw_model_free>> handle_;
};

// The option table, in its order.
inline std::vector<OptionInfo> option_table() {
  std::vector<OptionInfo> rows(clipdraw_option_count());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].struct_size = sizeof(OptionInfo);
    check(clipdraw_option_get_info(i, &rows[i]));
  }
  return rows;
}

// One value for every row of the option table.
class Options {
 public:
  Options() : Options(nullptr) {}

  // The defaults that suit the model, which is not kept. Without a model: those of the table.
  explicit Options(const Model& model) : Options(model.get()) {}

  Options& set(const std::string& name, const std::string& value) {
    check(clipdraw_options_set(handle_.get(), detail::c_text(name), detail::c_text(value)));
    return *this;
  }
  Options& set(const std::string& name, const char* value) { return set(name, std::string(value)); }
  template <typename Number, std::enable_if_t<std::is_arithmetic_v<Number>, int> = 0>
  Options& set(const std::string& name, Number value) {
    std::ostringstream text;
    text.imbue(std::locale::classic());
    text.precision(std::numeric_limits<Number>::max_digits10);
    text << +value;  // a small integer is a number, not a letter
    return set(name, text.str());
  }

  std::string get(const std::string& name) const {
    return detail::read_text([&](char* out, std::size_t capacity, std::size_t* length) {
      return clipdraw_options_get(handle_.get(), detail::c_text(name), out, capacity, length);
    });
  }

  void validate() const { check(clipdraw_options_check(handle_.get())); }
  const clipdraw_options* get() const noexcept { return handle_.get(); }

 private:
  explicit Options(const clipdraw_model* model) {
    clipdraw_options* handle = nullptr;
    check(clipdraw_options_create(model, &handle));
    handle_.reset(handle);
  }

  std::unique_ptr<clipdraw_options, detail::Deleter<clipdraw_options_free>> handle_;
};

inline MemoryPlan Model::plan_memory(const Options& options, int together) const {
  return detail::read_struct<MemoryPlan>([&](MemoryPlan* out) {
    return clipdraw_model_plan_memory(get(), options.get(), together, out);
  });
}

// Writes the CLIP or generator of a file or folder as one safetensors file that describes itself.
inline void import_weights(const std::string& source, const std::string& target,
                           Overwrite overwrite = Overwrite::keep) {
  check(clipdraw_import_weights(detail::c_text(source), detail::c_text(target),
                                static_cast<clipdraw_overwrite>(overwrite)));
}

}  // namespace api
}  // namespace clipdraw
