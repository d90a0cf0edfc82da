// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// clipdraw.h: model.
#include "session/model.hpp"

#include <memory>

#include "api/blas.hpp"
#include "api/guard.hpp"
#include "api/handles.hpp"
#include "api/weights_folder.hpp"
#include "clipdraw/clipdraw.h"

using namespace clipdraw;

clipdraw_status clipdraw_model_load(const char* weights_dir, clipdraw_log_fn log, void* log_user,
                                    clipdraw_model** out_model) {
  if (out_model != nullptr) *out_model = nullptr;
  return guard([&] {
    require(out_model, "out_model");
    LogFn log_fn;
    if (log != nullptr) {
      log_fn = [log, log_user](LogLevel level, const std::string& text) {
        log(static_cast<clipdraw_log_level>(level), text.c_str(), log_user);
      };
    }
    const std::string folder = weights_dir != nullptr ? weights_dir : find_weights_folder();
    check_weights_folder(folder);
    const std::string warning = blas_warning();
    if (log_fn && !warning.empty()) log_fn(LogLevel::warning, warning);
    auto handle = std::make_unique<clipdraw_model>();
    handle->model = Model::load(folder, log_fn);
    *out_model = handle.release();
  });
}

clipdraw_status clipdraw_model_get_info(const clipdraw_model* model,
                                        clipdraw_model_info* out_info) {
  return guard([&] {
    require(model, "model");
    check_struct(out_info, "out_info", sizeof(clipdraw_model_info));
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
    write_struct(out_info, info);
  });
}

void clipdraw_model_free(clipdraw_model* model) { delete model; }
