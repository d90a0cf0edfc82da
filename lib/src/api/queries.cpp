// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// clipdraw.h: what a model makes of texts and pictures.
#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "api/guard.hpp"
#include "api/handles.hpp"
#include "api/pixels.hpp"
#include "clipdraw/clipdraw.h"
#include "prompt/grammar.hpp"
#include "session/embed.hpp"

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

// Makes and hands out an embedding, unless only its length is asked for.
template <typename Make>
void write_embedding(const Model& model, Make&& make, float* out, size_t capacity,
                     size_t* out_count) {
  const auto length = static_cast<size_t>(embedding_length(model));
  if (!wants_values(length, "out_embedding", out, capacity, out_count)) return;
  for (const std::vector<float>& part : make()) out = std::copy(part.begin(), part.end(), out);
}

}  // namespace

clipdraw_status clipdraw_model_get_clip_info(const clipdraw_model* model, size_t index,
                                             clipdraw_clip_info* out_info) {
  return guard([&] {
    const Reader& guide = guide_at(model, index);
    check_struct(out_info, "out_info");
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
    write_values(tokens, "out_tokens", out_tokens, capacity, out_count);
  });
}

clipdraw_status clipdraw_model_encode_text(const clipdraw_model* model, const char* text,
                                           float* out_embedding, size_t capacity,
                                           size_t* out_count) {
  return guard([&] {
    require(model, "model");
    require(text, "text");
    const auto make = [&] { return embed_text(*model->model, text); };
    write_embedding(*model->model, make, out_embedding, capacity, out_count);
  });
}

clipdraw_status clipdraw_model_encode_image(const clipdraw_model* model,
                                            const clipdraw_image* image, float* out_embedding,
                                            size_t capacity, size_t* out_count) {
  return guard([&] {
    require(model, "model");
    require(image, "image");
    const auto make = [&] { return embed_picture(*model->model, read_pixels(image)); };
    write_embedding(*model->model, make, out_embedding, capacity, out_count);
  });
}

clipdraw_status clipdraw_model_score(const clipdraw_model* model, const clipdraw_image* image,
                                     const char* prompts, clipdraw_score* out_score) {
  return guard([&] {
    require(model, "model");
    require(prompts, "prompts");
    check_struct(out_score, "out_score");
    const PixelImage picture = read_pixels(image);
    const std::string typed = prompts;
    require_utf8(typed, "prompts");
    const Score score = score_picture(*model->model, picture, parse_prompts(typed));
    clipdraw_score out{};
    out.distance = score.distance;
    out.similarity = score.similarity;
    write_struct(out_score, out);
  });
}
