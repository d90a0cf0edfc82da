// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// clipdraw.hpp - the C++17 interface: header-only, on top of clipdraw.h, which is the manual.
//
//     clipdraw::Model model = clipdraw::Model::load();
//     clipdraw::Options options(model);
//     options.set("steps", 40);
//     clipdraw::Session session(model, options);
//     session.add_prompts("a red apple");
//     session.run();
//     session.save("apple.png");
//
// Errors are thrown as clipdraw::Error. Handles are moved, not copied, and freed by destructors. A
// callback may throw: the run then ends as aborted and the exception goes on to the caller of
// run().
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "clipdraw/clipdraw.h"

namespace clipdraw {

// The library itself has names like these inside; the inline namespace keeps the two apart.
inline namespace api {

enum class Status : std::int32_t {
  ok = CLIPDRAW_OK,
  invalid_argument = CLIPDRAW_ERROR_INVALID_ARGUMENT,
  invalid_state = CLIPDRAW_ERROR_INVALID_STATE,
  not_found = CLIPDRAW_ERROR_NOT_FOUND,
  io = CLIPDRAW_ERROR_IO,
  bad_weights = CLIPDRAW_ERROR_BAD_WEIGHTS,
  unsupported = CLIPDRAW_ERROR_UNSUPPORTED,
  out_of_memory = CLIPDRAW_ERROR_OUT_OF_MEMORY,
  non_finite = CLIPDRAW_ERROR_NON_FINITE,
  internal = CLIPDRAW_ERROR_INTERNAL
};

enum class LogLevel : std::int32_t {
  debug = CLIPDRAW_LOG_DEBUG,
  info = CLIPDRAW_LOG_INFO,
  warning = CLIPDRAW_LOG_WARNING,
  error = CLIPDRAW_LOG_ERROR
};

enum class Action : std::int32_t {
  proceed = CLIPDRAW_CONTINUE,
  finish = CLIPDRAW_FINISH,
  abort = CLIPDRAW_ABORT
};

enum class Outcome : std::int32_t {
  not_run = CLIPDRAW_NOT_RUN,
  completed = CLIPDRAW_COMPLETED,
  finished_early = CLIPDRAW_FINISHED_EARLY,
  aborted = CLIPDRAW_ABORTED,
  cancelled = CLIPDRAW_CANCELLED,
  failed = CLIPDRAW_FAILED
};

enum class OptionType : std::int32_t {
  integer = CLIPDRAW_OPTION_INTEGER,
  real = CLIPDRAW_OPTION_REAL,
  seed = CLIPDRAW_OPTION_SEED,
  size = CLIPDRAW_OPTION_SIZE,
  choice = CLIPDRAW_OPTION_CHOICE
};

enum class Overwrite : std::int32_t { keep = CLIPDRAW_KEEP, replace = CLIPDRAW_REPLACE };

using Step = clipdraw_step;
using ModelInfo = clipdraw_model_info;
using OptionInfo = clipdraw_option_info;

// A failed call: its status, and clipdraw_last_error() as what().
class Error : public std::runtime_error {
 public:
  Error(Status status, const std::string& text) : std::runtime_error(text), status_(status) {}
  Status status() const noexcept { return status_; }

 private:
  Status status_;
};

// A picture that owns its pixels: height * width * 3 bytes, RGB, rows from the top.
struct Image {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> rgb;
};

// How a run went, see clipdraw_summary.
struct Summary {
  Outcome outcome = Outcome::not_run;
  int steps_run = 0;
  double first_distance = 0;
  double last_distance = 0;
  double seconds = 0;
};

// Throws what a failed call reported.
inline void check(clipdraw_status status) {
  if (status != CLIPDRAW_OK) throw Error(static_cast<Status>(status), clipdraw_last_error());
}

namespace detail {

// Calls a function that follows the text buffer rules, twice: for the length, then for the text.
template <typename Call>
std::string read_text(Call&& call) {
  std::size_t length = 0;
  check(call(nullptr, std::size_t{0}, &length));
  std::string text(length + 1, '\0');
  check(call(text.data(), text.size(), &length));
  text.resize(length);
  return text;
}

inline const char* null_if_empty(const std::string& text) {
  return text.empty() ? nullptr : text.c_str();
}

template <auto Free>
struct Deleter {
  template <typename Handle>
  void operator()(Handle* handle) const noexcept {
    Free(handle);
  }
};

}  // namespace detail

inline std::string version() { return clipdraw_version_string(); }

// The option table, in its order.
inline std::vector<OptionInfo> option_table() {
  std::vector<OptionInfo> rows(clipdraw_option_count());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].struct_size = sizeof(OptionInfo);
    check(clipdraw_option_get_info(i, &rows[i]));
  }
  return rows;
}

// One CLIP that judges pictures, see clipdraw_clip_file.
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

// Weights and vocabulary. May be used by any number of threads and sessions.
class Model {
 public:
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
      clips.push_back({clip.path.c_str(), clip.weight, detail::null_if_empty(clip.vocabulary)});
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
    ModelInfo info{};
    info.struct_size = sizeof info;
    check(clipdraw_model_get_info(handle_.get(), &info));
    return info;
  }

  clipdraw_model* get() const noexcept { return handle_.get(); }
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

// One value for every row of the option table.
class Options {
 public:
  Options() : Options(nullptr) {}
  explicit Options(const Model& model) : Options(model.get()) {}

  Options& set(const std::string& name, const std::string& value) {
    check(clipdraw_options_set(handle_.get(), name.c_str(), value.c_str()));
    return *this;
  }
  Options& set(const std::string& name, const char* value) { return set(name, std::string(value)); }
  template <typename Integer, std::enable_if_t<std::is_integral_v<Integer>, int> = 0>
  Options& set(const std::string& name, Integer value) {
    return set(name, std::to_string(value));
  }

  std::string get(const std::string& name) const {
    return detail::read_text([&](char* out, std::size_t capacity, std::size_t* length) {
      return clipdraw_options_get(handle_.get(), name.c_str(), out, capacity, length);
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

// One picture being drawn. For one thread at a time; only cancel() is for any thread.
class Session {
 public:
  // Called after every step. Returns what to do next; may read the image and save.
  using OnStep = std::function<Action(const Step&)>;

  explicit Session(const Model& model) : Session(model, Options()) {}
  Session(const Model& model, const Options& options) : log_(model.log()) {
    clipdraw_session* handle = nullptr;
    check(clipdraw_session_create(model.get(), options.get(), &handle));
    handle_.reset(handle);
  }

  void add_text(const std::string& text, float weight = 1,
                float stop = -std::numeric_limits<float>::infinity()) {
    check(clipdraw_session_add_text(handle_.get(), text.c_str(), weight, stop));
  }

  void add_prompts(const std::string& prompts) {
    check(clipdraw_session_add_prompts(handle_.get(), prompts.c_str()));
  }

  void start() { check(clipdraw_session_start(handle_.get())); }

  Step step() {
    Step step{};
    step.struct_size = sizeof step;
    check(clipdraw_session_step(handle_.get(), &step));
    return step;
  }

  Summary run(const OnStep& on_step = nullptr) {
    Call call{&on_step, nullptr};
    clipdraw_summary out{};
    out.struct_size = sizeof out;
    const clipdraw_status status = clipdraw_session_run(
        handle_.get(), on_step ? &Session::forward_step : nullptr, &call, &out);
    if (call.thrown) std::rethrow_exception(call.thrown);
    check(status);
    return {static_cast<Outcome>(out.outcome), out.steps_run, out.first_distance, out.last_distance,
            out.seconds};
  }

  void cancel() noexcept { clipdraw_session_cancel(handle_.get()); }

  Image image() const {
    Image image;
    check(clipdraw_session_read_image(handle_.get(), nullptr, 0, &image.width, &image.height));
    image.rgb.resize(static_cast<std::size_t>(image.width) * image.height * 3);
    check(clipdraw_session_read_image(handle_.get(), image.rgb.data(), image.rgb.size(), nullptr,
                                      nullptr));
    return image;
  }

  // The picture's record, JSON.
  std::string record() const {
    return detail::read_text([&](char* out, std::size_t capacity, std::size_t* length) {
      return clipdraw_session_record(handle_.get(), out, capacity, length);
    });
  }

  void save(const std::string& path, Overwrite overwrite = Overwrite::keep) const {
    check(clipdraw_session_save(handle_.get(), path.c_str(),
                                static_cast<clipdraw_overwrite>(overwrite)));
  }

  clipdraw_session* get() const noexcept { return handle_.get(); }

 private:
  struct Call {
    const OnStep* on_step;
    std::exception_ptr thrown;
  };

  static clipdraw_action forward_step(clipdraw_session*, const clipdraw_step* step, void* user) {
    Call& call = *static_cast<Call*>(user);
    try {
      return static_cast<clipdraw_action>((*call.on_step)(*step));
    } catch (...) {
      call.thrown = std::current_exception();
      return CLIPDRAW_ABORT;
    }
  }

  std::shared_ptr<Model::Log> log_;  // the library may log until the session is gone
  std::unique_ptr<clipdraw_session, detail::Deleter<clipdraw_session_free>> handle_;
};

// Writes the CLIP or generator of a file or folder as one safetensors file that describes itself.
inline void import_weights(const std::string& source, const std::string& target,
                           Overwrite overwrite = Overwrite::keep) {
  check(clipdraw_import_weights(source.c_str(), target.c_str(),
                                static_cast<clipdraw_overwrite>(overwrite)));
}

// Throws what write_image would throw for this path.
inline void check_output(const std::string& path, Overwrite overwrite = Overwrite::keep) {
  check(clipdraw_check_output(path.c_str(), static_cast<clipdraw_overwrite>(overwrite)));
}

// Writes a picture; record: a JSON object to keep in the file, or empty.
inline void write_image(const std::string& path, const Image& image, const std::string& record = "",
                        Overwrite overwrite = Overwrite::keep) {
  if (image.rgb.size() != static_cast<std::size_t>(image.width) * image.height * 3) {
    throw Error(Status::invalid_argument, "image: the pixels do not fit its width and height");
  }
  const clipdraw_image view{image.rgb.data(), image.width, image.height, 0};
  check(clipdraw_write_image(path.c_str(), &view, record.empty() ? nullptr : record.c_str(),
                             static_cast<clipdraw_overwrite>(overwrite)));
}

// The record inside a picture file, JSON.
inline std::string inspect(const std::string& path) {
  return detail::read_text([&](char* out, std::size_t capacity, std::size_t* length) {
    return clipdraw_inspect_file(path.c_str(), out, capacity, length);
  });
}

}  // namespace api
}  // namespace clipdraw
