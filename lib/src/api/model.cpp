// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// clipdraw.h: model, and options that are made for one.
#include "session/model.hpp"

#include <memory>
#include <utility>

#include "api/blas.hpp"
#include "api/guard.hpp"
#include "api/handles.hpp"
#include "api/weights_folder.hpp"
#include "base/error.hpp"
#include "clipdraw/clipdraw.h"
#include "session/import_weights.hpp"

using namespace clipdraw;

namespace {

LogFn wrap(clipdraw_log_fn log, void* user) {
  if (log == nullptr) return {};
  return [log, user](LogLevel level, const std::string& text) {
    log(static_cast<clipdraw_log_level>(level), text.c_str(), user);
  };
}

// The folder that was chosen, or the usual one; checked.
std::string chosen_folder(const char* weights_dir) {
  const std::string folder = weights_dir != nullptr ? weights_dir : find_weights_folder();
  check_weights_folder(folder);
  return folder;
}

std::string text_or_empty(const char* text) { return text != nullptr ? text : ""; }

// A name that stands for a file has to be there.
std::string path_in(const char* path, const char* name) {
  require(path, name);
  if (*path == '\0') fail(Status::invalid_argument, "{}: empty", name);
  return path;
}

ModelFiles files_of(const clipdraw_model_files& given) {
  if (given.clip_count > 0) require(given.clips, "files.clips");
  ModelFiles files;
  // Where all is named, a folder only adds a prior and may be absent.
  const bool needed = given.clip_count == 0 || given.generator == nullptr;
  if (needed || given.weights_dir != nullptr || has_weights_folder()) {
    files = ModelFiles::in_folder(chosen_folder(given.weights_dir));
  }
  if (given.clip_count > 0) {
    files.clips.clear();
    files.words.clear();  // they are those of the folder's CLIP
    for (size_t i = 0; i < given.clip_count; ++i) {
      const clipdraw_clip_file& clip = given.clips[i];
      files.clips.push_back(
          {path_in(clip.path, "files.clips.path"), clip.weight, text_or_empty(clip.vocabulary)});
    }
  }
  if (given.generator != nullptr) {
    files.generator = path_in(given.generator, "files.generator");
  }
  files.vocabulary = text_or_empty(given.vocabulary);
  return files;
}

void load(const ModelFiles& files, LogFn log, clipdraw_model** out_model) {
  const std::string warning = blas_warning();
  if (log && !warning.empty()) log(LogLevel::warning, warning);
  auto handle = std::make_unique<clipdraw_model>();
  handle->model = Model::load(files, std::move(log));
  *out_model = handle.release();
}

}  // namespace

clipdraw_status clipdraw_model_load(const char* weights_dir, clipdraw_log_fn log, void* log_user,
                                    clipdraw_model** out_model) {
  if (out_model != nullptr) *out_model = nullptr;
  return guard([&] {
    require(out_model, "out_model");
    load(ModelFiles::in_folder(chosen_folder(weights_dir)), wrap(log, log_user), out_model);
  });
}

clipdraw_status clipdraw_model_load_files(const clipdraw_model_files* files, clipdraw_log_fn log,
                                          void* log_user, clipdraw_model** out_model) {
  if (out_model != nullptr) *out_model = nullptr;
  return guard([&] {
    require(out_model, "out_model");
    load(files_of(read_struct(files, "files")), wrap(log, log_user), out_model);
  });
}

clipdraw_status clipdraw_import_weights(const char* source, const char* target,
                                        clipdraw_overwrite overwrite) {
  return guard([&] {
    const std::string from = path_in(source, "source");
    import_weights(from, path_in(target, "target"), wants_replace(overwrite));
  });
}

clipdraw_status clipdraw_options_create(const clipdraw_model* model,
                                        clipdraw_options** out_options) {
  if (out_options != nullptr) *out_options = nullptr;
  return guard([&] {
    require(out_options, "out_options");
    auto handle = std::make_unique<clipdraw_options>();
    if (model != nullptr) handle->options = model->model->defaults();
    *out_options = handle.release();
  });
}

clipdraw_status clipdraw_model_get_info(const clipdraw_model* model,
                                        clipdraw_model_info* out_info) {
  return guard([&] {
    require(model, "model");
    check_struct(out_info, "out_info");
    const Model& inner = *model->model;
    clipdraw_model_info info{};
    info.context_length = static_cast<int32_t>(inner.context_length());
    info.embedding_size = static_cast<int32_t>(inner.embedding_size());
    info.clip_image_size = static_cast<int32_t>(inner.clip_image_size());
    info.latent_channels = static_cast<int32_t>(inner.latent_channels());
    info.downscale = static_cast<int32_t>(inner.factor());
    info.native_width = inner.native_size().width;
    info.native_height = inner.native_size().height;
    info.has_prior = inner.has_prior() ? 1 : 0;
    info.clip_count = static_cast<int32_t>(inner.guides().size());
    info.generator = inner.generator().kind();
    info.embedding_length = static_cast<int32_t>(embedding_length(inner));
    info.can_start_from = inner.generator().can_encode() ? 1 : 0;
    info.has_judge = inner.has_judge() ? 1 : 0;
    write_struct(out_info, info);
  });
}

clipdraw_status clipdraw_model_get_judge(const clipdraw_model* model, clipdraw_model** out_judge) {
  if (out_judge != nullptr) *out_judge = nullptr;
  return guard([&] {
    require(model, "model");
    require(out_judge, "out_judge");
    auto handle = std::make_unique<clipdraw_model>();
    handle->model = model->model->judge();
    *out_judge = handle.release();
  });
}

clipdraw_status clipdraw_model_unknown_words(const clipdraw_model* model, const char* text,
                                             char* out_text, size_t capacity, size_t* out_length) {
  return guard([&] {
    require(model, "model");
    require(text, "text");
    std::string lines;
    for (const UnknownWord& unknown : model->model->unknown_words(text)) {
      lines += unknown.word + '\t' + unknown.nearest + '\n';
    }
    write_text(lines, out_text, capacity, out_length);
  });
}

void clipdraw_model_free(clipdraw_model* model) { delete model; }
