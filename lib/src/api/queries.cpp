// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// clipdraw.h: what a model makes of texts and pictures.
#include <cstddef>
#include <string>
#include <vector>

#include "api/guard.hpp"
#include "api/handles.hpp"
#include "clipdraw/clipdraw.h"

using namespace clipdraw;

namespace {

const Reader& guide_at(const clipdraw_model* model, size_t index) {
  require(model, "model");
  const std::vector<Reader>& guides = model->model->guides();
  if (index >= guides.size()) {
    fail(Status::invalid_argument, "index = {}: the model has {} CLIPs", index, guides.size());
  }
  return guides[index];
}

}  // namespace

clipdraw_status clipdraw_model_get_clip_info(const clipdraw_model* model, size_t index,
                                             clipdraw_clip_info* out_info) {
  return guard([&] {
    const Reader& guide = guide_at(model, index);
    check_struct(out_info, "out_info", sizeof(clipdraw_clip_info));
    clipdraw_clip_info info{};
    info.name = guide.name.c_str();
    info.share = guide.share;
    info.context_length = static_cast<int32_t>(guide.clip.context_length());
    info.embedding_size = static_cast<int32_t>(guide.clip.embed_dim());
    info.image_size = static_cast<int32_t>(guide.clip.image_resolution());
    write_struct(out_info, info);
  });
}

clipdraw_status clipdraw_model_tokenize(const clipdraw_model* model, size_t index, const char* text,
                                        int32_t* out_tokens, size_t capacity, size_t* out_count) {
  return guard([&] {
    const Tokenizer& tokenizer = guide_at(model, index).tokenizer;
    require(text, "text");
    std::vector<int32_t> tokens{static_cast<int32_t>(tokenizer.start_id())};
    for (const int64_t id : tokenizer.encode(text)) tokens.push_back(static_cast<int32_t>(id));
    tokens.push_back(static_cast<int32_t>(tokenizer.end_id()));
    write_values(tokens, "tokens", out_tokens, capacity, out_count);
  });
}
